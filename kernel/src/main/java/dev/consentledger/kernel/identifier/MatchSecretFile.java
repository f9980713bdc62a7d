package dev.consentledger.kernel.identifier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file of match secrets that consent-service and matching-service share: lines of {@code
 * <version> <64 or more hex digits>}, of which the last counts. Empty lines are skipped.
 */
public final class MatchSecretFile {
  private static final Pattern LINE =
      Pattern.compile("([0-9]{1,9})[ \t]+((?:[0-9A-Fa-f]{2}){32,})");

  private MatchSecretFile() {}

  /**
   * Reads the secret that counts now.
   *
   * @param setting the name of the setting that gave the file, for the message
   * @throws IllegalArgumentException where the file is missing or garbled; the message names the
   *     setting and the line, and repeats nothing of its content
   */
  public static MatchSecret read(Path file, String setting) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          setting
              + ": the file of match secrets can't be read ("
              + e.getClass().getSimpleName()
              + ")",
          e);
    }
    MatchSecret last = null;
    var versions = new HashSet<Integer>();
    for (int line = 1; line <= lines.size(); line++) {
      String text = lines.get(line - 1).strip();
      if (text.isEmpty()) {
        continue;
      }
      Matcher matcher = LINE.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            setting + ": line " + line + " is not \"<version> <64 or more hex digits>\"");
      }
      int version = Integer.parseInt(matcher.group(1));
      if (version == 0 || !versions.add(version)) {
        throw new IllegalArgumentException(
            setting + ": line " + line + " has a version that is 0 or stands there before");
      }
      last = new MatchSecret(version, HexFormat.of().parseHex(matcher.group(2)));
    }
    if (last == null) {
      throw new IllegalArgumentException(setting + ": the file holds no match secret");
    }
    return last;
  }
}
