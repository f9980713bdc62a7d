package dev.consentledger.consent.ledger;

import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.StreamName;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;

/** Entries and streams from a seed. The seed is printed, so that a failure can be had again. */
public final class TestEntries {
  public static final String TYPE = "dev.consentledger.Tested.v1";

  /** Far beyond what any step here takes. */
  public static final Duration LIMIT = Duration.ofMinutes(1);

  private final SplittableRandom random;

  private TestEntries(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** A seed of its own for each run, since streams must be new in a store that is kept. */
  public static TestEntries seeded() {
    long seed = new SplittableRandom().nextLong();
    System.out.println("seed " + seed);
    return new TestEntries(seed);
  }

  public synchronized TestEntries split() {
    return new TestEntries(random.nextLong());
  }

  public synchronized int number(int bound) {
    return random.nextInt(bound);
  }

  public synchronized StreamName stream() {
    return new StreamName("subject-" + uuid());
  }

  public synchronized Append.NewEntry entry() {
    return entryOf(20 + random.nextInt(400));
  }

  public synchronized Append.NewEntry entryOf(int bytes) {
    byte[] content = new byte[bytes];
    random.nextBytes(content);
    return entryOf(content);
  }

  public synchronized Append.NewEntry entryOf(byte[] content) {
    return new Append.NewEntry(new EventId(uuid()), TYPE, new EntryBytes(content));
  }

  public Append.NewEntry traced(String traceContext) {
    Append.NewEntry plain = entry();
    return new Append.NewEntry(plain.id(), plain.type(), plain.bytes(), traceContext);
  }

  public List<Append.NewEntry> entries(int size) {
    return Stream.generate(this::entry).limit(size).toList();
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  public static <T> T await(Uni<T> uni) {
    return uni.await().atMost(LIMIT);
  }

  public static <T> List<T> await(Multi<T> multi) {
    return await(multi.collect().asList());
  }
}
