package dev.quern.internal.compile.body;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.syntax.Opcode;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** Code that accesses to all memories share, whether they are arrays or segments. */
final class MemoryCode {
  private final JvmCode code;
  private final Storage storage;

  MemoryCode(Walk walk) {
    this.code = walk.code;
    this.storage = walk.storage;
  }

  /** Pushes the instance of a memory. */
  void loadMemoryInstance(int memory) {
    storage.loadInstance();
    if (memory == 0) {
      code.getField(Names.INSTANCE, "memory0", Names.MEMORY);
    } else {
      code.getField(Names.INSTANCE, "memories", Names.MEMORY.arrayType());
      code.iconst(memory);
      code.emit(1, CodeBuilder::aaload);
    }
  }

  /** Widens what was read to the result type; the opcode's name says how. */
  void widen(Opcode opcode) {
    int width = opcode.width();
    boolean isLong = opcode.result() == 'J';
    boolean isUnsigned = opcode.text().endsWith("_u");
    if (opcode.result() == 'V') {
      return;
    }
    if (width == 1 && isUnsigned) {
      code.iconst(0xFF);
      code.emit(1, CodeBuilder::iand);
    } else if (width == 2 && isUnsigned) {
      code.emit(1, CodeBuilder::i2c);
    }
    if (isLong && width < 8) {
      if (width == 4 && isUnsigned) {
        code.zeroExtend();
      } else {
        code.emit(1, CodeBuilder::i2l);
      }
    }
  }

  /** Returns the type of the method that loads a vector. */
  MethodTypeDesc vectorLoad() {
    return MethodTypeDesc.of(code.vectors.type(), Names.BYTE_ARRAY, ConstantDescs.CD_int);
  }

  /** Returns the type of the method that stores a vector. */
  MethodTypeDesc vectorStore() {
    return MethodTypeDesc.of(
        ConstantDescs.CD_void, Names.BYTE_ARRAY, ConstantDescs.CD_int, code.vectors.type());
  }

  /** Returns the type of the method that loads or stores a lane. */
  MethodTypeDesc laneAccess(boolean isStore) {
    MethodTypeDesc type =
        isStore ? vectorStore() : vectorLoad().insertParameterTypes(0, code.vectors.type());
    return type.insertParameterTypes(3, ConstantDescs.CD_int);
  }
}
