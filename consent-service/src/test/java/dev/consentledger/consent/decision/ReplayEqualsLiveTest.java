package dev.consentledger.consent.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.decision.Decision.Accepted;
import dev.consentledger.consent.ledger.EntryBytes;
import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.event.Entry;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryHeader;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.EventKey;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.purpose.Purpose;
import dev.consentledger.kernel.purpose.Signal;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random commands: what the service holds live is what anyone reads back from the bytes. */
class ReplayEqualsLiveTest {
  private static final int COMMANDS = 400;
  private static final List<Purpose> PURPOSES = List.of(Purpose.values());
  private static final SubjectId SUBJECT = SubjectId.parse("00000000-0000-4000-8000-00000000000a");

  private record Stored(Position position, EntryBytes bytes) {}

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_190_710, 4_711, 99, 123_456_789, 7})
  void folding_live_equals_replaying_the_bytes(long seed) {
    var random = new SplittableRandom(seed);
    var stored = new ArrayList<Stored>();
    var byHand = new ByHand();
    SubjectState live = SubjectState.EMPTY;
    Instant at = GivenSubject.FIRST_EVENT;
    long position = 0;
    for (int i = 0; i < COMMANDS; i++) {
      at = at.plusNanos(random.nextLong(3_600_000_000_000L));
      SubjectCommand command = command(random, at);
      switch (SubjectDecision.decide(live, command)) {
        case Accepted<SubjectEvent>(List<SubjectEvent> events) -> {
          for (SubjectEvent event : events) {
            position += 1 + random.nextInt(3);
            stored.add(
                new Stored(new Position(position), encode(random, stored.size(), at, event)));
            live = SubjectDecision.evolve(live, event, new Position(position), at);
            byHand.note(event, position);
          }
        }
        case Decision.NothingToDo<SubjectEvent>(Position did) ->
            assertThat(did.equals(Position.START) ? stored.isEmpty() : isStored(stored, did))
                .isTrue();
        case Decision.Refused<SubjectEvent> _ -> {}
      }
      assertThat(permissionsOf(live))
          .as("seed %d, command %d", seed, i)
          .isEqualTo(byHand.permitted());
    }

    SubjectState replayed = SubjectState.EMPTY;
    for (Stored entry : stored) {
      Entry read = EntryCodec.decode(entry.bytes().array(), SEAL);
      replayed =
          SubjectDecision.evolve(
              replayed, (SubjectEvent) read.event(), entry.position(), read.header().time());
    }

    assertThat(stored).hasSizeGreaterThan(50);
    assertThat(replayed).as("seed %d", seed).isEqualTo(live);
  }

  private static boolean isStored(List<Stored> stored, Position position) {
    return stored.stream().anyMatch(entry -> entry.position().equals(position));
  }

  /** The slow plain reference: which grant permits list matching, kept by hand. */
  private static final class ByHand {
    private final Map<ContactPointId, Long> granted = new HashMap<>();
    private boolean signalled;

    void note(SubjectEvent event, long position) {
      switch (event) {
        case SubjectEvent.PurposeGranted grant when grant.purpose() == Purpose.LIST_MATCHING ->
            granted.put(grant.contactPoint(), position);
        case SubjectEvent.PurposeWithdrawn ended when ended.purpose() == Purpose.LIST_MATCHING ->
            granted.remove(ended.contactPoint());
        case SubjectEvent.GrantExpired ended when ended.purpose() == Purpose.LIST_MATCHING ->
            granted.remove(ended.contactPoint());
        case SubjectEvent.ContactPointRemoved removed -> granted.remove(removed.contactPoint());
        case SubjectEvent.SignalChanged changed -> signalled = changed.on();
        case SubjectEvent other -> assertThat(other).isNotNull();
      }
    }

    Map<ContactPointId, Long> permitted() {
      return signalled ? Map.of() : granted;
    }
  }

  private static Map<ContactPointId, Long> permissionsOf(SubjectState state) {
    var permissions = new HashMap<ContactPointId, Long>();
    state
        .permittedContactPoints()
        .forEach(permitted ->
            permissions.put(permitted.contactPoint().id(), permitted.grantedAt().value()));
    return permissions;
  }

  private static SubjectCommand command(SplittableRandom random, Instant at) {
    var id = new ContactPointId("point-" + random.nextInt(3));
    Purpose purpose = random.nextBoolean() ? Purpose.LIST_MATCHING : any(random);
    if (random.nextInt(20) == 0) {
      return random.nextBoolean()
          ? new SubjectCommand.SetSignal(Signal.GPC, random.nextBoolean(), at)
          : new SubjectCommand.WithdrawAll(EnumSet.of(purpose, any(random)), at);
    }
    return switch (random.nextInt(8)) {
      case 0, 1 ->
          new SubjectCommand.RegisterContactPoint(
              id,
              random.nextInt(4) == 0 ? ContactPointKind.EMAIL : ContactPointKind.PHONE,
              Set.of(any(random)),
              Samples.SIGN_UP,
              List.of(Digest.ofForm("form " + random.nextInt(2))),
              at);
      case 2 ->
          random.nextInt(3) == 0
              ? new SubjectCommand.RemoveContactPoint(id, at)
              : new SubjectCommand.Withdraw(id, purpose, at);
      case 3, 4, 5 ->
          new SubjectCommand.Grant(id, purpose, terms(random, at), NoticeStanding.STANDS, at);
      case 6 -> new SubjectCommand.Withdraw(id, purpose, at);
      default -> new SubjectCommand.Expire(id, purpose, hour(at), at);
    };
  }

  private static Purpose any(SplittableRandom random) {
    return PURPOSES.get(random.nextInt(PURPOSES.size()));
  }

  private static GrantTerms terms(SplittableRandom random, Instant at) {
    return new GrantTerms(
        random.nextBoolean() ? Samples.ADS : Samples.ADS_NEWER,
        random.nextInt(5) == 0 ? "security.login" : "settings.ads",
        "toggle",
        "6(1)(a)",
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(hour(at).plusSeconds(3_600L * random.nextInt(4))));
  }

  private static Instant hour(Instant at) {
    return Instant.ofEpochSecond(at.getEpochSecond() / 3_600 * 3_600);
  }

  private static EntryBytes encode(
      SplittableRandom random, long revision, Instant at, SubjectEvent event) {
    var id = new EventId(new UUID(random.nextLong(), random.nextLong()));
    return new EntryBytes(
        EntryCodec.encode(
            new EntryHeader(id, "cell-1", SUBJECT.stream(), at, revision), event, SEAL));
  }

  private static final Seal SEAL =
      new Seal() {
        private final byte[] dataKey = new byte[EventKey.KEY_BYTES];

        @Override
        public byte[] seal(SealedFor what, byte[] plain) {
          return EventKey.derive(dataKey, what.id()).seal(what, plain, new SecureRandom());
        }

        @Override
        public Optional<byte[]> open(SealedFor what, byte[] box) {
          return Optional.of(EventKey.derive(dataKey, what.id()).open(what, box));
        }
      };
}
