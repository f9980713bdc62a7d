package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.EntryBundle;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.TileId;
import dev.consentledger.kernel.proof.TlogProof;
import dev.consentledger.kernel.proof.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The entries of a bundle in the order of their index, with the proofs of single ones checked. */
final class EntryFiles {
  private final EvidenceBundle bundle;
  private final Checkpoint checkpoint;
  private final List<VerifierKey> log;

  EntryFiles(EvidenceBundle bundle, Checkpoint checkpoint, List<VerifierKey> log) {
    this.bundle = bundle;
    this.checkpoint = checkpoint;
    this.log = log;
  }

  /** Takes one entry. */
  interface Visitor {
    void entry(long index, byte[] bytes) throws IOException;
  }

  /** Reads all; throws {@link EvidenceException} where a file is missing or damaged. */
  void read(Visitor visitor) throws IOException {
    if (bundle.manifest().complete()) {
      readAll(visitor);
    } else {
      readSingle(visitor);
    }
  }

  private void readAll(Visitor visitor) throws IOException {
    long size = checkpoint.head().size();
    long bundles = (size + TileId.WIDTH - 1) / TileId.WIDTH;
    for (String name : bundle.manifest().files().keySet()) {
      Optional<Long> number = BundleFile.bundleNumber(name);
      if (number.filter(n -> n >= bundles).isPresent() || isSingle(name)) {
        throw new EvidenceException(name, "has no place in this complete bundle");
      }
    }
    for (long number = 0; number < bundles; number++) {
      String name = BundleFile.entries(number);
      long first = number * TileId.WIDTH;
      int width = (int) Math.min(TileId.WIDTH, size - first);
      List<byte[]> entries;
      try {
        entries = EntryBundle.decode(bundle.bytes(name), width);
      } catch (ProofException e) {
        throw EvidenceException.of(name, e);
      }
      for (int i = 0; i < width; i++) {
        visitor.entry(first + i, entries.get(i));
      }
    }
  }

  private void readSingle(Visitor visitor) throws IOException {
    var indices = new TreeSet<Long>();
    for (String name : bundle.manifest().files().keySet()) {
      BundleFile.entryIndex(name).ifPresent(indices::add);
      if (BundleFile.bundleNumber(name).isPresent()) {
        throw new EvidenceException(name, "has no place in a bundle of single entries");
      }
    }
    for (String name : bundle.manifest().files().keySet()) {
      if (BundleFile.proofIndex(name).filter(index -> !indices.contains(index)).isPresent()) {
        throw new EvidenceException(name, "proves an entry that is not here");
      }
    }
    for (long index : indices) {
      byte[] entry = bundle.bytes(BundleFile.entry(index));
      verify(index, entry);
      visitor.entry(index, entry);
    }
  }

  private static boolean isSingle(String name) {
    return BundleFile.entryIndex(name).isPresent() || BundleFile.proofIndex(name).isPresent();
  }

  private void verify(long index, byte[] entry) throws IOException {
    String name = BundleFile.proof(index);
    try {
      TlogProof proof = TlogProof.parse(new String(bundle.bytes(name), StandardCharsets.UTF_8));
      if (proof.index() != index) {
        throw new EvidenceException(name, "proves another index");
      }
      if (!proof.verify(entry, log).equals(checkpoint)) {
        throw new EvidenceException(name, "proves the entry under another checkpoint");
      }
    } catch (ProofException e) {
      throw EvidenceException.of(name, e);
    }
  }
}
