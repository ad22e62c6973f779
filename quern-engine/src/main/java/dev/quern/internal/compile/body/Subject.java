package dev.quern.internal.compile.body;

import dev.quern.internal.compile.jvm.JvmCode;
import dev.quern.internal.compile.layout.JvmSignature;
import dev.quern.internal.compile.layout.Layout;
import dev.quern.internal.compile.loop.Findings;

/**
 * The function being compiled, and what all walks over it share.
 *
 * @param layout the layout of its module
 * @param index its index in the module
 */
public record Subject(Layout layout, int index, Variables variables, Findings findings) {
  /** Creates the subject for a function that no walk has visited yet. */
  public static Subject of(Layout layout, int index) {
    var type = layout.side.functions().get(index).function();
    return new Subject(layout, index, Variables.of(type, layout.body(index)), new Findings());
  }

  public JvmSignature signature() {
    return layout.signatureOf(index);
  }

  /** Creates a code sink for one of its methods. */
  public JvmCode newCode() {
    return new JvmCode(layout.options.vectors());
  }
}
