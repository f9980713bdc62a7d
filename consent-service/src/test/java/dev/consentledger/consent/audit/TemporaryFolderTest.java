package dev.consentledger.consent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
  /** Beyond what the kernel gives. */
  private static final long NO_PROCESS = 999_999_999L;

  @TempDir Path parent;

  @Test
  void what_a_killed_process_left_is_removed_with_the_keys_in_it() throws IOException {
    Path left = folder("consentledger-bundle-" + NO_PROCESS + "-123");
    Files.writeString(left.resolve("bundle.zip"), "keys");

    TemporaryFolder.removeLeftovers(parent);

    assertThat(left).doesNotExist();
  }

  @Test
  void a_folder_of_another_process_that_runs_stays() throws IOException {
    Path others = folder("consentledger-replay-1-123");

    TemporaryFolder.removeLeftovers(parent);

    assertThat(others).exists();
  }

  @Test
  void whatever_has_another_name_or_is_no_folder_stays() throws IOException {
    Path other = folder("consentledger-keys-" + NO_PROCESS);
    Path file = Files.writeString(parent.resolve("consentledger-bundle-" + NO_PROCESS + "-1"), "");

    TemporaryFolder.removeLeftovers(parent);

    assertThat(other).exists();
    assertThat(file).exists();
  }

  @Test
  void a_new_folder_says_whose_it_is_and_closing_removes_it() throws IOException {
    TemporaryFolder created = TemporaryFolder.create("bundle");
    Files.writeString(created.file("list"), "a list");

    assertThat(created.path().getFileName().toString())
        .startsWith("consentledger-bundle-" + ProcessHandle.current().pid() + "-");
    created.close();

    assertThat(created.path()).doesNotExist();
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectory(parent.resolve(name));
  }
}
