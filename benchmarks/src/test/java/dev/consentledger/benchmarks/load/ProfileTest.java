package dev.consentledger.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {
  @Test
  void threads_of_the_JVM_count_by_what_they_do(@TempDir Path threads) throws IOException {
    thread(threads, 2, "GC Thread#0", 1_000_000_000);
    thread(threads, 3, "G1 Conc#0", 500_000_000);
    thread(threads, 4, "C2 CompilerThre", 250_000_000);
    thread(threads, 5, "JFR Recorder Th", 125_000_000);
    thread(threads, 6, "vert.x-eventloo", 7_000_000_000L);

    assertThat(JvmWork.seconds(threads))
        .containsOnly(
            Map.entry(JvmWork.GARBAGE_COLLECTION, 1.5),
            Map.entry(JvmWork.COMPILER, 0.25),
            Map.entry(JvmWork.RECORDING, 0.125));
  }

  @Test
  void a_system_without_proc_tells_nothing_of_the_JVM(@TempDir Path folder) throws IOException {
    assertThat(JvmWork.seconds(folder.resolve("none"))).isEmpty();
  }

  @Test
  void what_neither_a_sample_nor_the_JVM_explains_has_its_own_row() {
    Map<String, Double> shares =
        Profile.shares(
            10, parts("our code", 4.0, "the rest", 1.0), Map.of(JvmWork.GARBAGE_COLLECTION, 3.0));

    assertThat(shares.keySet())
        .containsExactly(
            "our code",
            "the rest",
            "garbage collection",
            "Java threads, beyond the samples (lost samples)");
    assertThat(shares.values()).containsExactly(0.4, 0.1, 0.3, 0.2);
  }

  @Test
  void shares_never_add_up_to_more_than_the_whole() {
    Map<String, Double> shares =
        Profile.shares(1, parts("our code", 1.0, "the rest", 0.5), Map.of(JvmWork.COMPILER, 0.5));

    assertThat(shares.values().stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(1, within(1e-9));
  }

  private static void thread(Path threads, int id, String name, long nanos) throws IOException {
    Path thread = Files.createDirectory(threads.resolve(Integer.toString(id)));
    Files.writeString(thread.resolve("comm"), name + "\n");
    Files.writeString(thread.resolve("schedstat"), nanos + " 5 9\n");
  }

  private static Map<String, Double> parts(String one, double of, String other, double ofOther) {
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put(one, of);
    parts.put(other, ofOther);
    return parts;
  }
}
