(module
  (import "host" "memory" (memory 1 1 shared))

  ;; Adds one to the number at address 0, many times.
  (func (export "count") (param $times i32)
    (loop $again
      (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
    (i32.atomic.store (i32.const 8) (i32.const 1))
    (drop (memory.atomic.notify (i32.const 8) (i32.const -1))))

  ;; Waits until somebody has counted to the end.
  (func (export "wait")
    (drop (memory.atomic.wait32 (i32.const 8) (i32.const 0) (i64.const -1)))))
