package dev.consentledger.consent.audit;

import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.proof.SignedCheckpoint;
import dev.consentledger.kernel.event.Entry;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryException;
import dev.consentledger.kernel.event.EntryHeader;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.evidence.LedgerFinding;
import dev.consentledger.kernel.evidence.LedgerFold;
import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.Hash;
import dev.consentledger.kernel.proof.HashTile;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.TileId;
import dev.consentledger.kernel.proof.TreeAppender;
import dev.consentledger.kernel.proof.TreeHasher;
import dev.consentledger.kernel.proof.TreeHead;
import dev.consentledger.kernel.proof.VerifierKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares the ledger's entries, given in order, with everything that was kept beside them: each
 * row's own columns, each stream's revisions, the stored tiles, and every signed checkpoint. Keeps
 * the places of the last 256 entries, to name the one that differs. Not safe for use by several
 * threads.
 */
final class LedgerCheck {
  /** One thing that was changed shows in many; the first ones tell. */
  static final int DIFFERENCES_MAX = 100;

  private final LedgerFold fold = new LedgerFold();
  private final TreeAppender tree = new TreeAppender();
  private final TreeHasher hasher = new TreeHasher();
  private final StoredEntry[] recent = new StoredEntry[TileId.WIDTH];

  /** The last one of each level. */
  private final Map<Integer, Map.Entry<TileId, HashTile>> partialTiles = new HashMap<>();

  private final List<Difference> differences = new ArrayList<>();
  private final List<VerifierKey> log;
  private final Iterator<SignedCheckpoint> signed;
  private final Function<Set<TileId>, Map<TileId, HashTile>> storedTiles;
  private @Nullable SignedCheckpoint nextSigned;
  private long matchedSize;
  private long differing;
  private boolean tilesDiffer;
  private boolean rootsDiffer;
  private Position last = Position.START;

  /**
   * @param log every key that ever signed for the log
   * @param signed every checkpoint that was signed, the smallest first
   * @param storedTiles the stored tiles of those asked for
   */
  LedgerCheck(
      List<VerifierKey> log,
      Iterator<SignedCheckpoint> signed,
      Function<Set<TileId>, Map<TileId, HashTile>> storedTiles) {
    this.log = log;
    this.signed = signed;
    this.storedTiles = storedTiles;
    nextCheckpoint();
  }

  private record Difference(long index, String says) {}

  void add(long index, StoredEntry entry) {
    recent[(int) (index % TileId.WIDTH)] = entry;
    if (!entry.position().isAfter(last)) {
      differs(index, named(index) + " does not stand behind the one before it");
    }
    last = entry.position();
    checkRow(index, entry);
    // Hashed once for both: hashing is what a replay can't do without.
    Hash leaf = hasher.leaf(entry.bytes().array());
    fold.addLeafHash(leaf);
    tree.appendLeafHash(leaf);
    if (tree.size() % TileId.WIDTH == 0) {
      checkTiles(fullTiles());
    }
    checkCheckpoints();
  }

  /**
   * The finding, when every entry up to the scope's last position was added.
   *
   * @param scope the checkpoint whose entries these are; null where none covers them
   * @param head the ledger's last position now
   * @param treeSize how many entries have their leaf in the stored tree
   */
  LedgerFinding finding(@Nullable SignedCheckpoint scope, Position head, long treeSize) {
    checkTiles(lastTiles(treeSize));
    long size = tree.size();
    if (scope == null) {
      differs(size, "no signed checkpoint covers the ledger's last entries");
    } else if (scope.size() != size) {
      differs(
          size,
          "the ledger has %d entries up to position %s, where a checkpoint of %d was signed at %s: entries were %s"
              .formatted(
                  size,
                  scope.position(),
                  scope.size(),
                  scope.signedAt(),
                  size < scope.size() ? "removed, or the ledger was rolled back" : "added"));
    }
    checkNotRolledBack(head);
    differences.sort(Comparator.comparingLong(Difference::index));
    List<String> says = new ArrayList<>(differences.stream().map(Difference::says).toList());
    if (differing > says.size()) {
      says.add("and " + (differing - says.size()) + " more");
    }
    return fold.finding(says);
  }

  private void checkRow(long index, StoredEntry stored) {
    EntryHeader header;
    String type;
    try {
      Entry entry = EntryCodec.decode(stored.bytes().array(), Seal.CLOSED);
      header = entry.header();
      type = EntryCodec.typeOf(entry.event());
    } catch (EntryException e) {
      differs(index, named(index) + " is not readable: " + e.getMessage());
      return;
    }
    if (!header.stream().equals(stored.stream())
        || header.revision() != stored.revision()
        || !header.id().equals(stored.id())
        || !type.equals(stored.type())) {
      differs(
          index, named(index) + " says something else than its row: stream, revision, id or type");
    }
    fold.addRevision(header).ifPresent(wrong -> differs(index, named(index) + ": " + wrong));
  }

  /** Names the first leaf that differs, and no more: what was shifted differs everywhere. */
  private void checkTiles(Map<TileId, HashTile> wanted) {
    if (tilesDiffer) {
      return;
    }
    Map<TileId, HashTile> stored = storedTiles.apply(Set.copyOf(wanted.keySet()));
    wanted.forEach((id, tile) -> checkTile(id, tile, stored.get(id)));
  }

  /** The others are told when they change, and compared at the end: only the last is stored. */
  private Map<TileId, HashTile> fullTiles() {
    var full = new LinkedHashMap<>(tree.takeChanged());
    full.forEach((id, tile) -> partialTiles.put(id.level(), Map.entry(id, tile)));
    full.keySet().removeIf(id -> !id.isFull());
    return full;
  }

  /** The partial tiles at the right edge, as far as the stored tree goes. */
  private Map<TileId, HashTile> lastTiles(long treeSize) {
    var changed = tree.takeChanged();
    var last = new LinkedHashMap<>(changed);
    partialTiles.values().forEach(tile -> last.putIfAbsent(tile.getKey(), tile.getValue()));
    var edge = TreeAppender.tilesToResume(tree.size());
    last.keySet().removeIf(id -> !edge.contains(id) && !(id.isFull() && changed.containsKey(id)));
    if (treeSize >= tree.size()) {
      return last;
    }
    Map<TileId, HashTile> shorter = new LinkedHashMap<>();
    last.forEach((id, tile) -> {
      long width = Math.min(id.width(), treeSize - id.index() * TileId.WIDTH);
      if (id.level() == 0 && width > 0) {
        shorter.put(
            new TileId(0, id.index(), (int) width),
            new HashTile(tile.hashes().subList(0, (int) width)));
      }
    });
    return shorter;
  }

  private void checkTile(TileId id, HashTile computed, @Nullable HashTile stored) {
    long first = id.index() * TileId.WIDTH;
    if (stored == null) {
      tilesDiffer = true;
      differs(first, "the stored tile " + id.path() + " is missing");
      return;
    }
    for (int i = 0; i < computed.width(); i++) {
      if (!computed.hashes().get(i).equals(stored.hashes().get(i))) {
        tilesDiffer = true;
        differs(
            id.level() == 0 ? first + i : tree.size(),
            id.level() == 0
                ? named(first + i) + " is not the one whose hash the tree holds there"
                : "the stored tile " + id.path() + " differs, and the tiles below it do not");
        return;
      }
    }
  }

  private void checkCheckpoints() {
    while (nextSigned != null && nextSigned.size() <= tree.size()) {
      SignedCheckpoint checkpoint = nextSigned;
      if (checkpoint.size() == tree.size() || checkpoint.size() == 0) {
        checkCheckpoint(checkpoint);
      } else {
        differs(tree.size(), "the checkpoints are not stored in order");
      }
      nextCheckpoint();
    }
  }

  private void checkCheckpoint(SignedCheckpoint checkpoint) {
    try {
      TreeHead head = Checkpoint.open(checkpoint.note(), log).head();
      if (!head.equals(checkpoint.head())) {
        differs(tree.size(), named(checkpoint) + " is stored with another size or root");
      }
    } catch (ProofException e) {
      differs(tree.size(), named(checkpoint) + " is not signed by the log: " + e.getMessage());
    }
    if (checkpoint.size() > 0 && !fold.head().equals(checkpoint.head())) {
      if (!rootsDiffer) {
        differs(
            checkpoint.size() - 1,
            named(checkpoint)
                + " has another root: an entry from index "
                + matchedSize
                + " to "
                + (checkpoint.size() - 1)
                + " is not what was signed");
      }
      rootsDiffer = true;
    } else if (!rootsDiffer) {
      matchedSize = checkpoint.size();
    }
  }

  private void checkNotRolledBack(Position head) {
    SignedCheckpoint largest = nextSigned;
    while (signed.hasNext()) {
      largest = signed.next();
    }
    if (largest != null && largest.position().isAfter(head)) {
      differs(
          tree.size(),
          "the ledger ends at position %s, where a checkpoint of %d entries up to position %s was signed at %s: it was rolled back"
              .formatted(head, largest.size(), largest.position(), largest.signedAt()));
    }
  }

  private void nextCheckpoint() {
    nextSigned = signed.hasNext() ? signed.next() : null;
  }

  private void differs(long index, String says) {
    differing++;
    if (differences.size() < DIFFERENCES_MAX) {
      differences.add(new Difference(index, says));
    }
  }

  private String named(long index) {
    StoredEntry entry = recent[(int) (index % TileId.WIDTH)];
    return "entry "
        + index
        + " (position "
        + entry.position()
        + ", stream "
        + entry.stream()
        + ", revision "
        + entry.revision()
        + ")";
  }

  private static String named(SignedCheckpoint checkpoint) {
    return "the checkpoint of size "
        + checkpoint.size()
        + ", signed at "
        + checkpoint.signedAt()
        + ",";
  }
}
