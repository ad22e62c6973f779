;; Upper case for ASCII letters, in place, and a word to the host before and after.
(module $strings
  (import "host" "say" (func $say (param i32 i32)))
  (memory (export "memory") 1)
  (func $upper (export "upper") (param $address i32) (param $length i32)
    (local $end i32)
    (local $byte i32)
    (call $say (local.get $address) (local.get $length))
    (local.set $end (i32.add (local.get $address) (local.get $length)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $address) (local.get $end)))
        (local.set $byte (i32.load8_u (local.get $address)))
        (if (i32.lt_u (i32.sub (local.get $byte) (i32.const 97)) (i32.const 26))
          (then (i32.store8 (local.get $address) (i32.sub (local.get $byte) (i32.const 32)))))
        (local.set $address (i32.add (local.get $address) (i32.const 1)))
        (br $next)))
    (call $say (i32.sub (local.get $end) (local.get $length)) (local.get $length))))
