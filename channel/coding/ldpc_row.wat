;; A row of a lifted base graph for the LDPC decoder, four checks at a time: ldpc_decode.ts says what is where.
(module
  (import "ldpc" "memory" (memory 32))
  (func (export "row")
    (param $ends i32)     ;; of each edge of a check: the address of check 0's bit
    (param $degree i32)
    (param $messages i32) ;; of each edge: $bytes of messages, one a check
    (param $values i32)   ;; room for as much
    (param $bytes i32)    ;; of a message or a value of all checks, a multiple of 16
    (param $z i32)        ;; bytes from a bit to its copy
    (local $check i32) (local $edge i32) (local $offset i32) (local $at i32)
    (local $min v128) (local $second v128) (local $parity v128) (local $value v128) (local $size v128) (local $sign v128)
    (loop $checks
      (local.set $min (v128.const i32x4 33554432 33554432 33554432 33554432))
      (local.set $second (local.get $min))
      (local.set $parity (v128.const i32x4 0 0 0 0))
      (local.set $edge (i32.const 0))
      (local.set $offset (local.get $check))
      (loop $read
        (local.set $value (i32x4.sub
          (v128.load (i32.add (local.get $check)
            (i32.load (i32.add (local.get $ends) (i32.shl (local.get $edge) (i32.const 2))))))
          (v128.load (i32.add (local.get $messages) (local.get $offset)))))
        (v128.store (i32.add (local.get $values) (local.get $offset)) (local.get $value))
        (local.set $parity (v128.xor (local.get $parity) (local.get $value)))
        (local.set $size (i32x4.abs (local.get $value)))
        (local.set $second (i32x4.min_s (local.get $second) (i32x4.max_s (local.get $min) (local.get $size))))
        (local.set $min (i32x4.min_s (local.get $min) (local.get $size)))
        (local.set $offset (i32.add (local.get $offset) (local.get $bytes)))
        (local.set $edge (i32.add (local.get $edge) (i32.const 1)))
        (br_if $read (i32.lt_u (local.get $edge) (local.get $degree))))
      (local.set $edge (i32.const 0))
      (local.set $offset (local.get $check))
      (loop $write
        (local.set $value (v128.load (i32.add (local.get $values) (local.get $offset))))
        (local.set $sign (i32x4.shr_s (v128.xor (local.get $value) (local.get $parity)) (i32.const 31)))
        ;; Three quarters of the least of the others.
        (local.set $size (v128.bitselect (local.get $second) (local.get $min)
          (i32x4.eq (i32x4.abs (local.get $value)) (local.get $min))))
        (local.set $size (i32x4.shr_s
          (i32x4.add (i32x4.shl (local.get $size) (i32.const 1)) (local.get $size)) (i32.const 2)))
        (local.set $size (i32x4.sub (v128.xor (local.get $size) (local.get $sign)) (local.get $sign)))
        (v128.store (i32.add (local.get $messages) (local.get $offset)) (local.get $size))
        (v128.store (i32.add (local.get $values) (local.get $offset)) (i32x4.add (local.get $value) (local.get $size)))
        (local.set $offset (i32.add (local.get $offset) (local.get $bytes)))
        (local.set $edge (i32.add (local.get $edge) (i32.const 1)))
        (br_if $write (i32.lt_u (local.get $edge) (local.get $degree))))
      (local.set $check (i32.add (local.get $check) (i32.const 16)))
      (br_if $checks (i32.lt_u (local.get $check) (local.get $bytes))))
    ;; Not before all are read: checks beyond the last are the first ones again.
    (local.set $edge (i32.const 0))
    (loop $edges
      (local.set $at (i32.load (i32.add (local.get $ends) (i32.shl (local.get $edge) (i32.const 2)))))
      (local.set $check (i32.const 0))
      (loop $copies
        (local.set $value (v128.load (i32.add (local.get $values) (local.get $check))))
        (v128.store (i32.sub (local.get $at) (local.get $z)) (local.get $value))
        (v128.store (local.get $at) (local.get $value))
        (v128.store (i32.add (local.get $at) (local.get $z)) (local.get $value))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (local.set $check (i32.add (local.get $check) (i32.const 16)))
        (br_if $copies (i32.lt_u (local.get $check) (local.get $bytes))))
      (local.set $values (i32.add (local.get $values) (local.get $bytes)))
      (local.set $edge (i32.add (local.get $edge) (i32.const 1)))
      (br_if $edges (i32.lt_u (local.get $edge) (local.get $degree))))))
