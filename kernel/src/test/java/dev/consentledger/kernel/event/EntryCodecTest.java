package dev.consentledger.kernel.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.Resources;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRegistered;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.Purpose;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Entries are forever: each stored file was written by the code of its day, and must be read, and
 * written again byte for byte, by today's. A file is never edited; a changed shape is a new version
 * with a file of its own.
 */
class EntryCodecTest {
  static Stream<String> names() {
    return EntryFixtures.BY_NAME.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_stored_entry_is_read_by_todays_code(String name) {
    byte[] stored = Resources.bytes(EntryFixtures.path(name));

    Entry entry = EntryCodec.decode(stored, EntryFixtures.seal());

    assertThat(entry).isEqualTo(EntryFixtures.BY_NAME.get(name));
    assertThat(EntryCodec.header(stored)).isEqualTo(entry.header());
  }

  @ParameterizedTest
  @MethodSource("names")
  void todays_bytes_are_the_stored_bytes(String name) {
    Entry entry = EntryFixtures.BY_NAME.get(name);

    byte[] written = EntryCodec.encode(entry.header(), entry.event(), EntryFixtures.seal());

    assertThat(new String(written, StandardCharsets.UTF_8))
        .isEqualTo(Resources.text(EntryFixtures.path(name)));
  }

  @Test
  void every_event_type_has_a_stored_file_and_every_file_is_tested() throws Exception {
    Set<Class<?>> tested = new HashSet<>();
    EntryFixtures.BY_NAME.values().forEach(entry -> tested.add(entry.event().getClass()));
    assertThat(eventTypes(LedgerEvent.class)).isEqualTo(tested);

    Path folder = Path.of(EntryCodecTest.class.getResource("/entries").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
          .containsExactlyInAnyOrderElementsOf(EntryFixtures.BY_NAME.keySet());
    }
  }

  private static Set<Class<?>> eventTypes(Class<?> kind) {
    if (!kind.isSealed()) {
      return Set.of(kind);
    }
    return Stream.of(kind.getPermittedSubclasses())
        .flatMap(narrower -> eventTypes(narrower).stream())
        .collect(Collectors.toSet());
  }

  @Test
  void a_closed_seal_leaves_the_digests_empty() {
    byte[] stored = Resources.bytes(EntryFixtures.path("ContactPointRegistered.v1"));

    Entry entry = EntryCodec.decode(stored, Seal.CLOSED);

    assertThat(((ContactPointRegistered) entry.event()).digests()).isEmpty();
    assertThatThrownBy(() -> EntryCodec.encode(entry.header(), entry.event(), EntryFixtures.seal()))
        .isInstanceOf(EntryException.class);
  }

  @Test
  void the_bytes_hold_no_digest() {
    String stored = Resources.text(EntryFixtures.path("ContactPointRegistered.v1"));

    assertThat(stored).doesNotContain(Digest.ofForm("+18005550100").hex());
  }

  @Test
  void an_entry_over_the_limit_is_not_written() {
    Entry entry = EntryFixtures.BY_NAME.get("PurposeGranted.v1");
    var notice = new Notice("n".repeat(EntryCodec.ENTRY_BYTES_MAX), "1", "en", "ab".repeat(32));
    var registered =
        new ContactPointRegistered(
            new ContactPointId("phone-1"),
            ContactPointKind.PHONE,
            Set.of(Purpose.TWO_FACTOR),
            notice,
            Optional.of(List.of(Digest.ofForm("x"))));

    assertThatThrownBy(() -> EntryCodec.encode(entry.header(), registered, EntryFixtures.seal()))
        .isInstanceOf(EntryException.class)
        .hasMessageContaining("65535");
  }
}
