;; A tail call hands its first reference argument over in a slot of the thread, and a first result of type v128 comes
;; back in the same one. The slot was read without being written, so that a reference came out as a vector: an error of
;; the JVM, or with catch_all a wrong answer.
(module $own
  (func $seven (param externref) (result v128) (v128.const i64x2 7 0))
  (func $tail (param externref) (result v128) (return_call $seven (local.get 0)))
  (func (export "vector") (param externref) (result v128) (return_call $tail (local.get 0)))
  (func (export "caught") (param externref) (result i32)
    (block
      (try_table (catch_all 0) (return (i32x4.extract_lane 0 (call $tail (local.get 0))))))
    (i32.const -1)))
(assert_return (invoke "vector" (ref.null extern)) (v128.const i64x2 7 0))
(assert_return (invoke "vector" (ref.extern 1)) (v128.const i64x2 7 0))
(assert_return (invoke "caught" (ref.extern 1)) (i32.const 7))

;; The reference may also be left there by the tail call of another function, or by one with several results.
(module
  (func $nine (param externref) (result i32) (i32.const 9))
  (func $two (param externref) (result i32 externref) (i32.const 2) (local.get 0))
  (func (export "leave-argument") (param externref) (result i32) (return_call $nine (local.get 0)))
  (func (export "leave-result") (param externref) (result i32) (drop (call $two (local.get 0))))
  (func $splat (param i32) (result v128) (i32x4.splat (local.get 0)))
  (func (export "vector") (param i32) (result v128) (return_call $splat (local.get 0))))
(assert_return (invoke "vector" (i32.const 3)) (v128.const i32x4 3 3 3 3))
(assert_return (invoke "leave-argument" (ref.extern 1)) (i32.const 9))
(assert_return (invoke "vector" (i32.const 4)) (v128.const i32x4 4 4 4 4))
(assert_return (invoke "leave-result" (ref.extern 1)) (i32.const 2))
(assert_return (invoke "vector" (i32.const 5)) (v128.const i32x4 5 5 5 5))
