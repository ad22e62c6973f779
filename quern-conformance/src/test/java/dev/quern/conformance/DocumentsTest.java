package dev.quern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links of the documents, and the documents that source files name, lead somewhere. */
final class DocumentsTest {
  private static final Path ROOT = Path.of(System.getProperty("quern.root", "..")).normalize();

  /** A link to a file of ours, to one of its headings, or to one of the same file. */
  private static final Pattern LINK =
      Pattern.compile("]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");

  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern RATIONALE = Pattern.compile("docs/rationale/[a-z-]+\\.md");

  private static Map<Path, String> files(String suffix) throws IOException {
    var files = new TreeMap<Path, String>();
    try (Stream<Path> paths = Files.walk(ROOT)) {
      for (Path path : paths.filter(p -> p.toString().endsWith(suffix)).toList()) {
        String name = ROOT.relativize(path).toString();
        if (!name.contains("target/") && !name.startsWith(".")) {
          files.put(path, Files.readString(path));
        }
      }
    }
    return files;
  }

  /** What a link to a heading has behind its #. */
  private static String anchor(String heading) {
    return heading
        .toLowerCase(Locale.ROOT)
        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
        .replaceAll("[^\\w\\- ]", "")
        .replace(' ', '-');
  }

  private static List<String> anchors(Path document) throws IOException {
    return HEADING
        .matcher(Files.readString(document))
        .results()
        .map(heading -> anchor(heading.group(1)))
        .toList();
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    var broken = new ArrayList<String>();
    for (Map.Entry<Path, String> file : files(".md").entrySet()) {
      for (MatchResult link : LINK.matcher(file.getValue()).results().toList()) {
        Path target =
            link.group(1).isEmpty()
                ? file.getKey()
                : file.getKey().resolveSibling(link.group(1)).normalize();
        boolean isThere =
            Files.exists(target)
                && (link.group(2) == null || anchors(target).contains(link.group(2)));
        if (!isThere) {
          broken.add(ROOT.relativize(file.getKey()) + ": " + link.group());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyDecisionIsListed() throws IOException {
    String list = Files.readString(ROOT.resolve("RATIONALE.md"));
    for (Map.Entry<Path, String> file : files(".md").entrySet()) {
      if (file.getKey().getParent().endsWith("docs/rationale")) {
        for (String anchor : anchors(file.getKey()).stream().skip(1).toList()) {
          assertThat(list).contains("docs/rationale/" + file.getKey().getFileName() + "#" + anchor);
        }
      }
    }
  }

  @Test
  void sourcesNameDocumentsThatAreThere() throws IOException {
    int named = 0;
    for (Map.Entry<Path, String> file : files(".java").entrySet()) {
      for (MatchResult name : RATIONALE.matcher(file.getValue()).results().toList()) {
        assertThat(ROOT.resolve(name.group())).as(file.getKey().toString()).exists();
        named++;
      }
    }
    assertThat(named).isPositive();
  }
}
