;; A case of an interpreter's switch may be reached by a branch that comes before the instruction word is decoded. The case
;; decoded the word once more nevertheless, and so overwrote the locals that the parts of it are in.
(module
  (memory 1)
  (data (i32.const 0) "\05\00\00\00")
  (func (export "f") (param $c i32) (result i32)
    (local $w i32) (local $op i32)
    (local.set $op (i32.const 77))
    (block $x
      (block $c0
        (br_if $c0 (local.get $c))
        (block $c7 (block $c6 (block $c5 (block $c4 (block $c3 (block $c2 (block $c1
        (local.set $w (i32.load (i32.const 0)))
        (local.set $op (i32.and (local.get $w) (i32.const 255)))
        (br_table $c0 $c1 $c2 $c3 $c4 $c5 $c6 $c7 $x (local.get $op))
        ) (return (i32.add (local.get $op) (i32.const 1000)))
        ) (return (i32.add (local.get $op) (i32.const 2000)))
        ) (return (i32.add (local.get $op) (i32.const 3000)))
        ) (return (i32.add (local.get $op) (i32.const 4000)))
        ) (return (i32.add (local.get $op) (i32.const 5000)))
        ) (return (i32.add (local.get $op) (i32.const 6000)))
        ) (return (i32.add (local.get $op) (i32.const 7000)))
      )
      (return (local.get $op))
    )
    (i32.const -1))

  ;; The same where the other way to the cases is a switch on another word.
  (func (export "two") (param $c i32) (result i32)
    (local $w i32) (local $op i32) (local $other i32)
    (local.set $op (i32.const 77))
    (block $c7 (block $c6 (block $c5 (block $c4 (block $c3 (block $c2 (block $c1 (block $c0
      (block $decode
        (br_if $decode (i32.eqz (local.get $c)))
        (br_table $c0 $c1 $c2 $c3 $c4 $c5 $c6 $c7 (local.get $c)))
      (local.set $w (i32.load (i32.const 0)))
      (local.set $op (i32.and (local.get $w) (i32.const 255)))
      (br_table $c0 $c1 $c2 $c3 $c4 $c5 $c6 $c7 $c7 (local.get $op))
      ) (return (local.get $op))
      ) (return (i32.add (local.get $op) (i32.const 1000)))
      ) (return (i32.add (local.get $op) (i32.const 2000)))
      ) (return (i32.add (local.get $op) (i32.const 3000)))
      ) (return (i32.add (local.get $op) (i32.const 4000)))
      ) (return (i32.add (local.get $op) (i32.const 5000)))
      ) (return (i32.add (local.get $op) (i32.const 6000)))
      ) (i32.add (local.get $op) (i32.const 7000))))

(assert_return (invoke "f" (i32.const 0)) (i32.const 5005))
(assert_return (invoke "f" (i32.const 1)) (i32.const 77))
(assert_return (invoke "two" (i32.const 0)) (i32.const 5005))
(assert_return (invoke "two" (i32.const 1)) (i32.const 1077))
(assert_return (invoke "two" (i32.const 5)) (i32.const 5077))
