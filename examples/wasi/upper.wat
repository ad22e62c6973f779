;; A program: prints the file names.txt of its first directory in capital letters.
(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read"
    (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 32) "names.txt")

  ;; Memory: 0 a result, 8 a vector (address, length), 32 the name, 64 the text.
  (func (export "_start")
    (local $file i32) (local $at i32) (local $byte i32)
    ;; Descriptor 3 is the first directory; right 2 is to read.
    (if (call $path_open (i32.const 3) (i32.const 1) (i32.const 32) (i32.const 9)
          (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 0))
      (then (call $proc_exit (i32.const 1))))
    (local.set $file (i32.load (i32.const 0)))
    (loop $more
      (i32.store (i32.const 8) (i32.const 64))
      (i32.store (i32.const 12) (i32.const 4096))
      (drop (call $fd_read (local.get $file) (i32.const 8) (i32.const 1) (i32.const 0)))
      (i32.store (i32.const 12) (i32.load (i32.const 0)))
      (local.set $at (i32.const 0))
      (block $done
        (loop $next
          (br_if $done (i32.ge_u (local.get $at) (i32.load (i32.const 12))))
          (local.set $byte (i32.load8_u offset=64 (local.get $at)))
          (if (i32.lt_u (i32.sub (local.get $byte) (i32.const 97)) (i32.const 26))
            (then (i32.store8 offset=64 (local.get $at)
                    (i32.sub (local.get $byte) (i32.const 32)))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br $next)))
      (drop (call $fd_write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0)))
      (br_if $more (i32.load (i32.const 12))))))
