package dev.consentledger.kernel.identifier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file of match secrets that consent-service and matching-service share: lines of {@code
 * <version> <64 or more hex digits>}, the versions rising. Empty lines are skipped.
 */
public final class MatchSecretFile {
  private static final Pattern LINE =
      Pattern.compile("([0-9]{1,9})[ \t]+((?:[0-9A-Fa-f]{2}){32,})");

  private MatchSecretFile() {}

  /**
   * Reads every secret of the file. It is small: who needs one reads it again, and so notices a new
   * version without a restart.
   *
   * @param setting the name of the setting that gave the file, for the message
   * @throws IllegalArgumentException where the file is missing or garbled; the message names the
   *     setting and the line, and repeats nothing of its content
   */
  public static MatchSecrets read(Path file, String setting) {
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
    var secrets = new ArrayList<MatchSecret>();
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
      if (version <= (secrets.isEmpty() ? 0 : secrets.getLast().version())) {
        throw new IllegalArgumentException(
            setting + ": line " + line + " has a version that is not above 0 and those before it");
      }
      secrets.add(new MatchSecret(version, HexFormat.of().parseHex(matcher.group(2))));
    }
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException(setting + ": the file holds no match secret");
    }
    return new MatchSecrets(secrets);
  }
}
