package dev.consentledger.stack.pages;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the pages are, and how a made part stands in one that is otherwise written by hand. */
final class Pages {
  private Pages() {}

  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(folder.resolve("run"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** The page with another made part between this name's two marks. */
  static String withSection(String page, String name, String made) {
    String begin = "<!-- made: " + name + " -->";
    String end = "<!-- end: " + name + " -->";
    Matcher section =
        Pattern.compile(Pattern.quote(begin) + ".*?" + Pattern.quote(end), Pattern.DOTALL)
            .matcher(page);
    if (!section.find()) {
      throw new IllegalStateException("the page has no part " + name);
    }
    return section.replaceFirst(Matcher.quoteReplacement(begin + "\n\n" + made + "\n\n" + end));
  }
}
