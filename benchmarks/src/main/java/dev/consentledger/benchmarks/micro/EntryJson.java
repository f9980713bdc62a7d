package dev.consentledger.benchmarks.micro;

import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.Entry;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryHeader;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.LedgerEvent;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.event.SubjectEvent.PurposeGranted;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.Purpose;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A grant's entry to its bytes and back. */
@State(Scope.Thread)
public class EntryJson {
  private static final String SHA256 = "ab".repeat(32);

  private final EntryHeader header =
      new EntryHeader(
          new EventId(new UUID(1, 2)),
          "cell-1",
          StreamName.ofSubject(new SubjectId(new UUID(3, 4))),
          Instant.parse("2026-11-26T08:00:00.123456Z"),
          7);
  private final LedgerEvent event =
      new PurposeGranted(
          new ContactPointId("email-1"),
          Purpose.LIST_MATCHING,
          new Notice("list-matching", "3", "en-US", SHA256),
          "settings.privacy",
          "toggle",
          "consent",
          Optional.empty());
  private final byte[] bytes = EntryCodec.encode(header, event, Seal.CLOSED);

  @Benchmark
  public byte[] encode() {
    return EntryCodec.encode(header, event, Seal.CLOSED);
  }

  @Benchmark
  public Entry decode() {
    return EntryCodec.decode(bytes, Seal.CLOSED);
  }
}
