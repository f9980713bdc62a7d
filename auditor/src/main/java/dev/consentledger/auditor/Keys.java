package dev.consentledger.auditor;

import dev.consentledger.kernel.proof.KeyType;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

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
