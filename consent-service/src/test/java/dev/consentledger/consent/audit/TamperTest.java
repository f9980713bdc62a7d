package dev.consentledger.consent.audit;

import static dev.consentledger.consent.ledger.TestEntries.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.Append.NewEntry;
import dev.consentledger.consent.ledger.EntryBytes;
import dev.consentledger.consent.proof.OpenLog;
import dev.consentledger.consent.proof.SignedCheckpoint;
import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceEvent.AudienceCreated;
import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.AuditorId;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryHeader;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.evidence.LedgerFinding;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.ConsistencyProof;
import dev.consentledger.kernel.proof.MerkleTree;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.TreeHead;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody with full access to the database changes the past. What contradicts what the log's key
 * has signed is named by the ledger's replay; what that key signed anew, or what was never there
 * any more, is named by the checkpoint that an auditor kept.
 */
class TamperTest {
  @RegisterExtension static final OpenLog.Server SERVER = new OpenLog.Server();

  private static final int STREAMS = 60;
  private static final int PER_STREAM = 5;
  private static final int SIZE = STREAMS * PER_STREAM;

  @TempDir Path folder;

  private OpenLog log;
  private LedgerReplay replay;
  private ReplayStore store;
  private AuditCalls calls;

  /** What an auditor wrote down before. */
  private SignedCheckpoint kept;

  @BeforeEach
  void a_ledger_of_real_events_is_signed() throws Exception {
    log = SERVER.open(folder);
    AuditSettings settings =
        new SmallRyeConfigBuilder()
            .withConverter(
                Duration.class, 100, new io.quarkus.runtime.configuration.DurationConverter())
            .addDefaultInterceptors()
            .withMapping(AuditSettings.class)
            .build()
            .getConfigMapping(AuditSettings.class);
    var meters = new SimpleMeterRegistry();
    store = new ReplayStore(log.pool());
    calls = new AuditCalls(log.ledger(), Clock.systemUTC(), "cell-1");
    var scopes = new Scopes(log.log(), log.proofs(), store, settings);
    var pages = new LedgerPages(log.ledger(), new ReadLimit(settings), settings, meters);
    replay = new LedgerReplay(scopes, pages, log.ledger(), log.log(), settings);
    grow(STREAMS);
    log.awaitSigned(SIZE);
    kept = await(log.log().signedAt(SIZE)).orElseThrow();
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void an_untouched_ledger_has_no_differences() {
    LedgerFinding finding = replayed();

    assertThat(finding.differences()).isEmpty();
    assertThat(finding.head().size()).isEqualTo(SIZE + 1);
    assertThat(finding.streams()).isEqualTo(STREAMS + 1);
  }

  @Test
  void a_changed_byte_is_named() {
    tamper(
        "UPDATE ledger_entry SET bytes = overlay(bytes placing 'X'::bytea"
            + " from position('shop'::bytea in bytes)) WHERE position = 57");

    assertNamed(56, 57);
  }

  @Test
  void a_byte_after_which_an_entry_is_not_readable_is_named() {
    tamper("UPDATE ledger_entry SET bytes = set_byte(bytes, 0, 0) WHERE position = 57");

    assertNamed(56, 57);
  }

  @Test
  void a_changed_row_around_the_same_bytes_is_named() {
    tamper("UPDATE ledger_entry SET revision = 77 WHERE position = 57");

    assertNamed(56, 57);
  }

  @Test
  void a_deleted_entry_is_named_by_the_one_in_its_place() {
    tamper("DELETE FROM ledger_entry WHERE position = 57");

    assertNamed(56, 58);
  }

  @Test
  void two_swapped_entries_are_named() {
    tamper(
        "UPDATE ledger_entry SET position = 900000 WHERE position = 57;"
            + " UPDATE ledger_entry SET position = 57 WHERE position = 63;"
            + " UPDATE ledger_entry SET position = 63 WHERE position = 900000");

    assertNamed(56, 57);
  }

  @Test
  void an_entry_added_in_the_middle_is_named() {
    tamper(
        "UPDATE ledger_entry SET position = position + 900000 WHERE position >= 57;"
            + " UPDATE ledger_entry SET position = position - 899999 WHERE position >= 900000;"
            + " INSERT INTO ledger_entry (position, stream, revision, event_id, type, bytes)"
            + " SELECT 57, 'audience-' || gen_random_uuid(), 0, gen_random_uuid(), type, bytes"
            + " FROM ledger_entry WHERE position = 3;"
            + " UPDATE ledger_head SET position = position + 1");

    assertNamed(56, 57);
  }

  @Test
  void the_last_entries_deleted_with_their_head_are_named() {
    tamper(
        "DELETE FROM ledger_entry WHERE position > 290;"
            + " UPDATE ledger_head SET position = 290");

    List<String> differences = replayed().differences();

    assertThat(differences).anySatisfy(line -> assertThat(line).contains("entry 290 "));
    assertThat(differences).anySatisfy(line -> assertThat(line).contains("rolled back"));
  }

  @Test
  void a_missing_tile_and_a_forged_checkpoint_are_named() {
    tamper("DELETE FROM proof_tile WHERE level = 0 AND index = 0");
    assertThat(replayed().differences())
        .anySatisfy(line -> assertThat(line).contains("tile/0/000 is missing"));

    tamper(
        "ALTER TABLE proof_checkpoint DISABLE TRIGGER ALL;"
            + " UPDATE proof_checkpoint SET note = replace(note, 'log', 'gol') WHERE size = "
            + SIZE);
    assertThat(replayed().differences())
        .anySatisfy(line ->
            assertThat(line).contains("the checkpoint of size " + SIZE).contains("not signed"));
  }

  @Test
  void history_rewritten_with_all_hashes_made_anew_contradicts_the_signed_checkpoints() {
    log.stop();
    rewrite();
    recomputeTree();

    List<String> differences = replayed().differences();

    assertThat(differences)
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("the checkpoint of size ")
                .contains("has another root: an entry from index "));
  }

  @Test
  void history_rewritten_and_signed_anew_with_the_stolen_key_contradicts_a_kept_checkpoint() {
    log.stop();
    rewrite();
    tamper(
        "ALTER TABLE proof_checkpoint DISABLE TRIGGER ALL; DELETE FROM proof_checkpoint;"
            + " DELETE FROM proof_tile; DELETE FROM proof_leaf_run;"
            + " UPDATE proof_head SET size = 0, root = sha256(''), position = 0");
    log.startAgain();
    log.awaitSigned(SIZE);
    grow(1);
    log.awaitSigned(SIZE + PER_STREAM);

    TreeHead now = await(log.log().published()).orElseThrow().head();
    ConsistencyProof proof = await(log.proofs().consistency(sameSize(), now));

    assertThatThrownBy(() -> proof.verify(keptHead(), now)).isInstanceOf(ProofException.class);
  }

  @Test
  void a_ledger_rolled_back_to_an_old_backup_contradicts_a_kept_checkpoint() {
    tamper(
        "CREATE SCHEMA backup; DO $$ DECLARE t text; BEGIN FOREACH t IN ARRAY ARRAY["
            + "'ledger_entry','ledger_head','proof_head','proof_tile','proof_leaf_run',"
            + "'proof_checkpoint'] LOOP"
            + " EXECUTE format('CREATE TABLE backup.%I AS TABLE public.%I', t, t);"
            + " END LOOP; END $$");
    grow(4);
    log.awaitSigned(SIZE + 4 * PER_STREAM);
    kept = await(log.log().signedAt(SIZE + 4 * PER_STREAM)).orElseThrow();
    log.stop();
    tamper(
        "ALTER TABLE proof_checkpoint DISABLE TRIGGER ALL;"
            + " DO $$ DECLARE t text; BEGIN FOREACH t IN ARRAY ARRAY["
            + "'ledger_entry','ledger_head','proof_head','proof_tile','proof_leaf_run',"
            + "'proof_checkpoint'] LOOP EXECUTE format('DELETE FROM public.%I', t);"
            + " EXECUTE format('INSERT INTO public.%I SELECT * FROM backup.%I', t, t);"
            + " END LOOP; END $$");
    log.startAgain();
    grow(2);
    log.awaitSigned(SIZE + 2 * PER_STREAM);

    TreeHead now = await(log.log().published()).orElseThrow().head();

    assertThat(now.size()).isLessThan(keptHead().size());
    assertThatThrownBy(() -> new ConsistencyProof(keptHead().size(), now.size(), List.of()))
        .isInstanceOf(ProofException.class);
    grow(4);
    log.awaitSigned(SIZE + 6 * PER_STREAM);
    TreeHead later = await(log.log().published()).orElseThrow().head();
    ConsistencyProof grown = await(log.proofs().consistency(sameSize(), later));
    assertThatThrownBy(() -> grown.verify(keptHead(), later)).isInstanceOf(ProofException.class);
  }

  @Test
  void an_entry_table_rolled_back_alone_contradicts_the_log_beside_it() {
    grow(4);
    log.awaitSigned(SIZE + 4 * PER_STREAM);
    log.stop();
    tamper(
        "DELETE FROM ledger_entry WHERE position > "
            + SIZE
            + "; UPDATE ledger_head SET position = "
            + SIZE);

    assertThat(replayed().differences())
        .anySatisfy(line -> assertThat(line).contains("rolled back"));
  }

  private TreeHead keptHead() {
    return Checkpoint.open(kept.note(), log.key().verifier()).head();
  }

  /** The new history's head at the kept size, as its own log proves from there. */
  private TreeHead sameSize() {
    return await(log.log().signedAt(kept.size()))
        .map(SignedCheckpoint::head)
        .orElseGet(() -> headOf(kept.size()));
  }

  private TreeHead headOf(long size) {
    var ids = MerkleTree.tilesForRoot(size);
    var tiles = await(log.log().tiles(ids));
    return new MerkleTree(size, tiles::get).head();
  }

  private void rewrite() {
    tamper(
        "UPDATE ledger_entry SET bytes = overlay(bytes placing 'X'::bytea"
            + " from position('shop'::bytea in bytes)) WHERE position = 57");
  }

  /** Tiles and head as the changed entries give them; without the key nothing can be signed. */
  private void recomputeTree() {
    var tree = new dev.consentledger.kernel.proof.TreeAppender();
    await(log.ledger().readAll(Position.START))
        .forEach(entry -> tree.append(entry.bytes().array()));
    tamper("DELETE FROM proof_tile");
    tree.takeChanged()
        .forEach((id, tile) ->
            tamper(
                "INSERT INTO proof_tile (level, index, hashes) VALUES (%d, %d, '\\x%s')"
                    .formatted(
                        id.level(),
                        id.index(),
                        java.util.HexFormat.of().formatHex(tile.encode()))));
    tamper("UPDATE proof_head SET root = '\\x" + tree.head().root().hex() + "'");
  }

  /** And cleans up behind, so that the service goes on as if nothing had happened. */
  private void tamper(String sql) {
    log.tamper(
        sql
            + "; ALTER TABLE ledger_entry ENABLE TRIGGER ALL;"
            + " ALTER TABLE ledger_head ENABLE TRIGGER ALL");
  }

  private void assertNamed(long index, long position) {
    List<String> differences = replayed().differences();
    assertThat(differences).isNotEmpty();
    assertThat(differences.getFirst())
        .startsWith("entry " + index + " (position " + position + ", stream audience-");
  }

  /** As ReplaysResource and ReplayWorker do it. */
  private LedgerFinding replayed() {
    UUID id = UUID.randomUUID();
    UUID claim = UUID.randomUUID();
    var auditor = new AuditorId("tester");
    Position position =
        await(
            calls.record(
                Replays.call(
                    auditor, "replay.ledger", JsonObject.builder().build(), Optional.of("why"))));
    await(store.insert(id, new Question.Ledger(), auditor, "why", null, position));
    Replay claimed = await(store.claim(claim, Duration.ofMinutes(5))).orElseThrow();
    assertThat(claimed.id()).isEqualTo(id);
    try {
      Found found = replay.run(new Running(claimed, claim, new Watch()));
      await(store.done(id, claim, found));
      return (LedgerFinding) found.finding();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void grow(int streams) {
    for (int i = 0; i < streams; i++) {
      StreamName stream = StreamName.ofAudience(new AudienceId(UUID.randomUUID()));
      List<NewEntry> entries =
          IntStream.range(0, PER_STREAM).mapToObj(revision -> entry(stream, revision)).toList();
      await(log.ledger().append(new Append(stream, Append.NO_STREAM, entries)));
    }
  }

  private static NewEntry entry(StreamName stream, long revision) {
    var header =
        new EntryHeader(
            new EventId(UUID.randomUUID()),
            "cell-1",
            stream,
            Instant.parse("2026-03-01T10:00:00Z"),
            revision);
    var event = new AudienceCreated(new AdvertiserId("shop"));
    return new NewEntry(
        header.id(),
        EntryCodec.typeOf(event),
        new EntryBytes(EntryCodec.encode(header, event, Seal.CLOSED)));
  }
}
