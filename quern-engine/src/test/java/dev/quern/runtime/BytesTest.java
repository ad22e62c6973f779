package dev.quern.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.junit.jupiter.api.Test;

class BytesTest {
  /** MaxInlineSize: what C2 inlines also where it is called rarely. */
  private static final int C2_BYTES = 35;

  /** C1InlineStackLimit: slots beside the parameters from which on C1 does not inline. */
  private static final int C1_SLOTS = 10;

  private static List<MethodModel> accesses() throws IOException {
    try (InputStream in = Bytes.class.getResourceAsStream("Bytes.class")) {
      ClassModel model = ClassFile.of().parse(in.readAllBytes());
      return model.methods().stream()
          .filter(m -> m.methodName().stringValue().matches("[gs]et[IF]\\d+"))
          .toList();
    }
  }

  @Test
  void linksEveryAccessByItsType() throws Throwable {
    for (MethodModel method : accesses()) {
      String name = method.methodName().stringValue();
      var type =
          MethodType.fromMethodDescriptorString(
              method.methodType().stringValue(), Bytes.class.getClassLoader());
      MethodHandle target = Bytes.link(MethodHandles.lookup(), name, type).getTarget();
      assertThat(MethodHandles.lookup().revealDirect(target).getName()).isEqualTo(name);
      assertThat(target.type()).isEqualTo(type);
    }
  }

  @Test
  void onlyC2InlinesAccesses() throws IOException {
    assertThat(accesses()).hasSize(24);
    for (MethodModel method : accesses()) {
      CodeAttribute code =
          method.findAttribute(java.lang.classfile.Attributes.code()).orElseThrow();
      int parameters =
          method.methodTypeSymbol().parameterList().stream()
              .mapToInt(type -> TypeKind.from(type).slotSize())
              .sum();
      String name = method.methodName().stringValue() + method.methodType().stringValue();
      boolean isLonger = name.matches("set([IF]64|I8)\\(.*\\[BI\\)V");
      int most = isLonger ? C2_BYTES + 1 : C2_BYTES;
      assertThat(code.codeLength()).as(name).isLessThanOrEqualTo(most);
      assertThat(code.maxStack() + code.maxLocals() - parameters).as(name).isGreaterThan(C1_SLOTS);
    }
  }
}
