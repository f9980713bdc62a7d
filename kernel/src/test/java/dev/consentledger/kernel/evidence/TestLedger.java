package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceEvent.AudienceCreated;
import dev.consentledger.kernel.event.AudienceEvent.Counts;
import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.AuditorId;
import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryHeader;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.EventKey;
import dev.consentledger.kernel.event.LedgerEvent;
import dev.consentledger.kernel.event.NoticeEvent;
import dev.consentledger.kernel.event.NoticeEvent.NoticeInvalidated;
import dev.consentledger.kernel.event.NoticeEvent.NoticeRegistered;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRegistered;
import dev.consentledger.kernel.event.SubjectEvent.PurposeGranted;
import dev.consentledger.kernel.event.SubjectEvent.PurposeWithdrawn;
import dev.consentledger.kernel.event.SubjectEvent.SubjectErased;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.HashTile;
import dev.consentledger.kernel.proof.KeyType;
import dev.consentledger.kernel.proof.MerkleTree;
import dev.consentledger.kernel.proof.RootBuilder;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.SigningKey;
import dev.consentledger.kernel.proof.TileId;
import dev.consentledger.kernel.proof.TileSource;
import dev.consentledger.kernel.proof.TlogProof;
import dev.consentledger.kernel.proof.TreeAppender;
import dev.consentledger.kernel.proof.TreeHead;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.Purpose;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A small ledger, appended to event by event, with the runs paired over it. Positions are the index
 * and one, unless a gap is asked for. Whatever is wrong in it was put there by a test.
 */
final class TestLedger {
  static final SigningKey KEY = SigningKey.generate("consentledger.dev/cell-1", KeyType.ED25519);
  static final SigningKey WITNESS = SigningKey.generate("witness.example", KeyType.COSIGNATURE_V1);
  static final MatchSecret SECRET = new MatchSecret(1, new byte[32]);
  static final Notice NOTICE = new Notice("signup", "1", "en", "ab".repeat(32));
  static final Notice NOTICE_2FA = new Notice("phone-2fa", "3", "en", "cd".repeat(32));
  static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
  static final ContactPointId POINT = new ContactPointId("phone-1");

  private static final byte[] DATA_KEY = new byte[32];

  final List<byte[]> entries = new ArrayList<>();
  final List<Position> positions = new ArrayList<>();
  final List<EntryHeader> headers = new ArrayList<>();
  final List<LedgerEvent> events = new ArrayList<>();
  final Map<RunId, List<PairingLeaf>> pairings = new HashMap<>();
  final Map<RunId, byte[]> lists = new HashMap<>();
  private final Map<StreamName, Long> revisions = new HashMap<>();

  /** The position is not index and one from here on, but this much more. */
  long gap;

  static SubjectId subject(int number) {
    return new SubjectId(new UUID(0x0000_0000_0000_4000L, 0x8000_0000_0000_0000L | number));
  }

  static AudienceId audience(int number) {
    return new AudienceId(new UUID(0x0000_0001_0000_4000L, 0x8000_0000_0000_0000L | number));
  }

  static RunId run(int number) {
    return new RunId(new UUID(0x0000_0002_0000_4000L, 0x8000_0000_0000_0000L | number));
  }

  static Digest digest(int number) {
    return Digest.ofForm("form " + number);
  }

  static MatchKey matchKey(int number) {
    return SECRET.keyOf(digest(number));
  }

  long append(StreamName stream, LedgerEvent event) {
    long revision = revisions.merge(stream, 1L, Long::sum) - 1;
    return appendAt(stream, event, revision);
  }

  long appendAt(StreamName stream, LedgerEvent event, long revision) {
    int index = entries.size();
    var header =
        new EntryHeader(
            new EventId(new UUID(0x0000_0003_0000_4000L, 0x8000_0000_0000_0000L | index)),
            "cell-1",
            stream,
            START.plusSeconds(index),
            revision);
    entries.add(EntryCodec.encode(header, event, seal()));
    headers.add(header);
    events.add(event);
    positions.add(new Position(index + 1 + gap));
    return positions.getLast().value();
  }

  long register(int subject, Purpose collectedFor) {
    return append(
        subject(subject).stream(),
        new ContactPointRegistered(
            POINT,
            ContactPointKind.PHONE,
            Set.of(collectedFor),
            collectedFor == Purpose.TWO_FACTOR ? NOTICE_2FA : NOTICE,
            Optional.of(List.of(digest(subject)))));
  }

  long grant(int subject, Purpose purpose, String method) {
    return append(
        subject(subject).stream(),
        new PurposeGranted(
            POINT, purpose, NOTICE, "settings.ads", method, "consent", Optional.empty()));
  }

  long withdraw(int subject) {
    return append(subject(subject).stream(), new PurposeWithdrawn(POINT, Purpose.LIST_MATCHING));
  }

  long erase(int subject) {
    return append(subject(subject).stream(), new SubjectErased());
  }

  void create(int audience, String advertiser) {
    append(
        StreamName.ofAudience(audience(audience)),
        new AudienceCreated(new AdvertiserId(advertiser)));
  }

  /** Records a run over the rows of a list, one key a row, at the head as it is. */
  void match(
      int run, int audience, String advertiser, List<MatchKey> rows, List<PairingLeaf> leaves) {
    matchAt(run, audience, advertiser, rows, leaves, positions.getLast());
  }

  void matchAt(
      int run,
      int audience,
      String advertiser,
      List<MatchKey> rows,
      List<PairingLeaf> leaves,
      Position at) {
    var root = new RootBuilder();
    leaves.forEach(leaf -> root.add(leaf.bytes()));
    byte[] list = list(rows);
    pairings.put(run(run), leaves);
    lists.put(run(run), list);
    append(
        StreamName.ofAudience(audience(audience)),
        new ListMatched(
            run(run),
            new AdvertiserId(advertiser),
            listDigest(list),
            at,
            root.root().hex(),
            new Counts(rows.size() + 1, rows.size(), leaves.size()),
            SECRET.version()));
  }

  static PairingLeaf leaf(long row, int subject, long grant) {
    return new PairingLeaf(row, matchKey(subject), subject(subject), new Position(grant));
  }

  /** One block for all rows, numbered from 1. */
  static byte[] list(List<MatchKey> rows) {
    var block = new ByteArrayOutputStream();
    block.write(1);
    for (MatchKey key : rows) {
      block.write(1);
      block.write(1);
      block.writeBytes(key.bytes());
    }
    byte[] bytes = block.toByteArray();
    return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
  }

  private static String listDigest(byte[] list) {
    try {
      return ListFile.read(new ByteArrayInputStream(list), "list", (_, _, _) -> {}).digest();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] eventKey(long index) {
    return EventKey.derive(DATA_KEY, headers.get((int) index).id()).bytes();
  }

  SignedNote checkpoint() {
    return checkpoint(KEY, entries.size());
  }

  SignedNote checkpoint(SigningKey key, int size) {
    var root = new RootBuilder();
    entries.subList(0, size).forEach(root::add);
    return new Checkpoint(key.verifier().name(), new TreeHead(size, root.root())).sign(key);
  }

  TlogProof proof(long index) {
    var appender = new TreeAppender();
    entries.forEach(appender::append);
    Map<TileId, HashTile> tiles = appender.takeChanged();
    var tree = new MerkleTree(entries.size(), TileSource.of(tiles));
    return TlogProof.of(tree.inclusionProof(index), checkpoint());
  }

  Placed<LedgerEvent> placed(int index) {
    return new Placed<>(index, positions.get(index), headers.get(index), events.get(index));
  }

  List<Placed<SubjectEvent>> stream(int subject) {
    var stream = new ArrayList<Placed<SubjectEvent>>();
    for (int i = 0; i < entries.size(); i++) {
      if (headers.get(i).stream().equals(subject(subject).stream())) {
        placed(i).as(SubjectEvent.class).ifPresent(stream::add);
      }
    }
    return stream;
  }

  /** Invalidates {@link #NOTICE}, under which every grant was given, in a text registered now. */
  long invalidateNotice() {
    StreamName stream = StreamName.ofNotice(NOTICE.id()).orElseThrow();
    append(stream, new NoticeRegistered(NOTICE));
    return append(
        stream,
        new NoticeInvalidated(
            NOTICE.id(), NOTICE.version(), new AuditorId("regulator-1"), "order of 2022-05-25"));
  }

  InvalidNotices invalidNotices() {
    var notices = new InvalidNotices();
    for (int i = 0; i < entries.size(); i++) {
      placed(i).as(NoticeEvent.class).ifPresent(notices::add);
    }
    return notices;
  }

  List<Placed<ListMatched>> runs() {
    var runs = new ArrayList<Placed<ListMatched>>();
    for (int i = 0; i < entries.size(); i++) {
      placed(i).as(ListMatched.class).ifPresent(runs::add);
    }
    return runs;
  }

  static Seal seal() {
    var random = new SecureRandom();
    return new Seal() {
      @Override
      public byte[] seal(SealedFor what, byte[] plain) {
        return EventKey.derive(DATA_KEY, what.id()).seal(what, plain, random);
      }

      @Override
      public Optional<byte[]> open(SealedFor what, byte[] box) {
        return Optional.of(EventKey.derive(DATA_KEY, what.id()).open(what, box));
      }
    };
  }
}
