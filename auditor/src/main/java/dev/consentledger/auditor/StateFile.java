package dev.consentledger.auditor;

import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.SignedNote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The last checkpoint that was seen and found consistent, as the log signed it. Replaced as a whole
 * or not at all.
 */
final class StateFile {
  private final Path file;

  StateFile(Path file) {
    this.file = file.toAbsolutePath();
  }

  Path path() {
    return file;
  }

  /** Empty where nothing was seen yet. */
  Optional<SignedNote> read() {
    return Files.exists(file) ? Optional.of(note(file, "--state")) : Optional.empty();
  }

  void write(SignedNote note) {
    write(file, note.encode());
  }

  /**
   * Keeps what speaks against the log beside the state, which stays as it is: together they are the
   * evidence.
   */
  Path writeEvidence(String evidence) {
    Path beside = file.resolveSibling(file.getFileName() + ".forked");
    write(beside, evidence);
    return beside;
  }

  static SignedNote note(Path file, String option) {
    try {
      if (Files.size(file) > SignedNote.BYTES_MAX) {
        throw Trouble.usage(option + ": the file is no checkpoint");
      }
      return SignedNote.parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw Trouble.usage(
          option + ": the file can't be read (" + e.getClass().getSimpleName() + ")");
    } catch (ProofException e) {
      throw Trouble.usage(option + ": the file is no checkpoint (" + e.getMessage() + ")");
    }
  }

  private static void write(Path target, String text) {
    Path next = target.resolveSibling(target.getFileName() + ".next");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw Trouble.usage(
          "--state: the file can't be written (" + e.getClass().getSimpleName() + ")");
    }
  }
}
