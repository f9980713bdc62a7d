package dev.consentledger.auditor;

import dev.consentledger.kernel.proof.KeyType;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Reads a public key from the command line. */
final class Keys {
  private Keys() {}

  /** A vkey, or the name of a file with one. */
  static VerifierKey read(String keyOrFile, String option, KeyType type) {
    String text = isFile(keyOrFile) ? content(Path.of(keyOrFile), option) : keyOrFile;
    VerifierKey key;
    try {
      key = VerifierKey.parse(text.strip());
    } catch (ProofException e) {
      throw Trouble.usage(option + ": neither a vkey nor a file with one (" + e.getMessage() + ")");
    }
    if (key.type() != type) {
      throw Trouble.usage(option + ": a key of another kind is needed here");
    }
    return key;
  }

  /**
   * The keys of one log, each a vkey or the name of a file, and each with one or several lines: a
   * log that changes its key has two for a while.
   */
  static List<VerifierKey> ofLog(List<String> keysOrFiles, String option) {
    List<VerifierKey> keys =
        keysOrFiles.stream()
            .map(each -> isFile(each) ? content(Path.of(each), option) : each)
            .flatMap(String::lines)
            .filter(line -> !line.isBlank())
            .map(line -> read(line, option, KeyType.ED25519))
            .distinct()
            .toList();
    if (keys.stream().map(VerifierKey::name).distinct().count() != 1) {
      throw Trouble.usage(option + ": keys of one log are needed here");
    }
    return keys;
  }

  /** The file's text, without what surrounds it. */
  static String content(Path file, String option) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw Trouble.usage(
          option + ": the file can't be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static boolean isFile(String text) {
    try {
      return Files.isRegularFile(Path.of(text));
    } catch (InvalidPathException _) {
      return false;
    }
  }
}
