package dev.quern.internal.compile.layout;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.jvm.Names;
import dev.quern.internal.compile.jvm.Scratch;
import dev.quern.runtime.FunctionInstance;
import dev.quern.type.FunctionType;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * A function type as the code generator sees it.
 *
 * @param parameters letters of the parameters
 * @param results letters of the results
 * @param isWide whether the arguments are passed in a {@link dev.quern.runtime.Frame}, because they
 *     need more slots than a JVM method has
 */
public record JvmSignature(String parameters, String results, boolean isWide) {

  static JvmSignature of(FunctionType type) {
    return new JvmSignature(
        FunctionInstance.letters(type.parameters()),
        FunctionInstance.letters(type.results()),
        FunctionInstance.isWide(type.parameters()));
  }

  /**
   * Returns the letter of the JVM method's result: the first wasm result. The others are passed in
   * scratch space.
   */
  public char first() {
    return results.isEmpty() ? '_' : results.charAt(0);
  }

  /** Returns the number of JVM slots of the parameters. */
  public int slots() {
    return isWide ? 1 : parameters.chars().map(c -> JvmCode.slots((char) c)).sum();
  }

  /** Returns the method type of the function with more parameters after its own. */
  public MethodTypeDesc method(ClassDesc... more) {
    return MethodTypeDesc.of(Names.type(first()), parameterList(Names.FRAME, more));
  }

  /**
   * Returns the method type of a handle to the function, see {@link FunctionInstance#handleType}.
   */
  public MethodTypeDesc handle(ClassDesc... more) {
    ClassDesc result = results.length() > 1 ? Names.OBJECT_ARRAY : Names.type(first());
    return MethodTypeDesc.of(result, parameterList(Names.OBJECT_ARRAY, more));
  }

  private List<ClassDesc> parameterList(ClassDesc wide, ClassDesc... more) {
    var list = new ArrayList<ClassDesc>();
    if (isWide) {
      list.add(wide);
    } else {
      parameters.chars().forEach(c -> list.add(Names.type((char) c)));
    }
    list.addAll(List.of(more));
    return list;
  }

  /** Loads all parameters of a method; they are in its first JVM locals. */
  public void loadParameters(JvmCode code) {
    if (isWide) {
      code.load('R', 0);
      return;
    }
    int index = 0;
    for (char letter : parameters.toCharArray()) {
      code.load(letter, index);
      index += JvmCode.slots(letter);
    }
  }

  /** Stores all parameters of a method into the scratch space of the instance in a JVM local. */
  public void storeParameters(JvmCode code, int instance) {
    if (isWide) {
      code.load('R', 0);
      code.load('R', instance);
      code.invokeVirtual(
          Names.FRAME, "toScratch", Names.desc(ConstantDescs.CD_void, Names.INSTANCE));
      return;
    }
    int local = 0;
    for (int i = 0; i < parameters.length(); i++) {
      char letter = parameters.charAt(i);
      code.load(letter, local);
      Scratch.store(code, i, letter, instance);
      local += JvmCode.slots(letter);
    }
  }
}
