(module
  (import "host" "log" (func $log (param i32)))
  (tag $not_a_number (export "not_a_number") (param i32))
  (func $divide (export "divide") (param i32 i32) (result i32)
    (if (i32.eqz (local.get 1)) (then (throw $not_a_number (local.get 0))))
    (i32.div_s (local.get 0) (local.get 1)))

  ;; 0 if there is no quotient, or if the host does not like it.
  (func (export "divide_or_zero") (param i32 i32) (result i32)
    (local $quotient i32)
    (block $not_a_number (result i32)
      (block $any
        (try_table (catch $not_a_number $not_a_number) (catch_all $any)
          (local.set $quotient (call $divide (local.get 0) (local.get 1)))
          (call $log (local.get $quotient)))
        (return (local.get $quotient)))
      (return (i32.const 0)))
    (drop)
    (i32.const 0)))
