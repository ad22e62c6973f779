package dev.quern.cli.script;

import dev.quern.cli.script.ScriptGrants.Directory;
import dev.quern.js.JsInstallation;
import dev.quern.wasi.Wasi;
import dev.quern.wasi.WasiOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;

/**
 * What {@code node:wasi} needs of Java: gives programs what the script says, out of what the script
 * has been granted itself. They stay open until the script ends, since their instances can be
 * called until then.
 */
public final class WasiHost implements AutoCloseable {
  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  private final ScriptHost host;
  private final ScriptOutput output;
  private final ScriptGrants grants;
  private final JsInstallation installation;
  private final List<Wasi> opened = new ArrayList<>();

  WasiHost(ScriptHost host, ScriptOutput output, ScriptGrants grants, JsInstallation installation) {
    this.host = host;
    this.output = output;
    this.grants = grants;
    this.installation = installation;
  }

  /**
   * The outside world of a new program.
   *
   * @param arguments strings
   * @param environment names, each followed by its value
   * @param preopens names for the program, each followed by the script's own for the directory
   * @param streams three numbers: which streams of the script are its input, output and error
   * @param endsScript whether the end of the program is the script's
   */
  @HostAccess.Export
  public WasiProgram open(
      Value arguments, Value environment, Value preopens, Value streams, boolean endsScript) {
    WasiOptions options = WasiOptions.defaults().withStdin(grants.stdin());
    requireStream("stdin", streams.getArrayElement(0).asInt(), STDIN, STDIN);
    int stdout = requireStream("stdout", streams.getArrayElement(1).asInt(), STDOUT, STDERR);
    int stderr = requireStream("stderr", streams.getArrayElement(2).asInt(), STDOUT, STDERR);
    options = options.withStdout(output.stream(stdout == STDERR));
    options = options.withStderr(output.stream(stderr == STDERR));
    try {
      options = withDirectories(options, strings(preopens));
      options = options.withArguments(strings(arguments));
      List<String> variables = strings(environment);
      for (int i = 0; i < variables.size(); i += 2) {
        options = options.withEnvironment(variables.get(i), variables.get(i + 1));
      }
    } catch (IllegalArgumentException e) {
      throw host.error("TypeError", String.valueOf(e.getMessage()), "ERR_INVALID_ARG_VALUE");
    }
    return new WasiProgram(open(options), host, installation, endsScript);
  }

  private Wasi open(WasiOptions options) {
    try {
      Wasi wasi = options.open();
      opened.add(wasi);
      return wasi;
    } catch (IOException e) {
      throw host.error(
          "Error",
          "options.preopens: a directory can not be opened: " + FetchFailure.reason(e),
          null);
    }
  }

  private int requireStream(String option, int descriptor, int first, int last) {
    if (descriptor < first || descriptor > last) {
      String known = first == last ? "" + first : first + " and " + last;
      throw host.error(
          "Error",
          "options." + option + " is " + descriptor + ", but a script has no other than " + known,
          "EBADF");
    }
    return descriptor;
  }

  private WasiOptions withDirectories(WasiOptions options, List<String> names) {
    WasiOptions all = options;
    for (int i = 0; i < names.size(); i += 2) {
      String guest = names.get(i);
      String name = names.get(i + 1);
      Directory directory = grants.find(name);
      String path = directory == null ? null : directory.below(name);
      if (directory == null || path == null) {
        throw host.error("Error", refusal(guest, name), "ERR_ACCESS_DENIED");
      }
      all = all.withPreopenBelow(directory.host(), path, guest, directory.readOnly());
    }
    return all;
  }

  private static String refusal(String guest, String name) {
    return "options.preopens['"
        + guest
        + "']: the script has no directory '"
        + name
        + "': grant it one with --dir HOST::"
        + name;
  }

  private static List<String> strings(Value array) {
    var list = new ArrayList<String>();
    for (long i = 0; i < array.getArraySize(); i++) {
      list.add(array.getArrayElement(i).asString());
    }
    return list;
  }

  /** Closes what the programs left open. */
  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (Wasi wasi : opened) {
      try {
        wasi.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
