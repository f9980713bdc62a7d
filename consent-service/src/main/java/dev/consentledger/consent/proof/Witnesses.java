package dev.consentledger.consent.proof;

import dev.consentledger.kernel.proof.KeyType;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.VerifierKey;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;

/** The witnesses of the settings. A wrong one keeps the service from starting. */
@Singleton
final class Witnesses {
  private static final String SETTING = "consentledger.proof.witnesses.";

  private final Cosigner.Parts parts;
  private volatile List<Cosigner> opened = List.of();

  Witnesses(Checkpoints checkpoints, TileProofs proofs, ProofSettings settings, Clock clock) {
    this.parts = new Cosigner.Parts(checkpoints, proofs, settings, clock);
  }

  List<Cosigner> open(ScheduledExecutorService executor) {
    var cosigners = new ArrayList<Cosigner>();
    for (Map.Entry<String, ProofSettings.Witness> each : parts.settings().witnesses().entrySet()) {
      VerifierKey key = key(each.getKey(), each.getValue());
      var client =
          new WitnessClient(
              url(each.getKey(), each.getValue()), key, parts.settings().witnessLimit());
      cosigners.add(new Cosigner(each.getKey(), key, client, parts, executor));
    }
    opened = List.copyOf(cosigners);
    return opened;
  }

  Set<String> names() {
    return parts.settings().witnesses().keySet();
  }

  /** The largest tree that this witness has cosigned for this instance. */
  long cosignedSize(String name) {
    return opened.stream()
        .filter(each -> each.name().equals(name))
        .mapToLong(Cosigner::cosignedSize)
        .findFirst()
        .orElse(0);
  }

  /** By name, why a witness does not cosign now. */
  Map<String, String> problems() {
    var problems = new TreeMap<String, String>();
    for (Cosigner each : opened) {
      String problem = each.problem();
      if (problem != null) {
        problems.put(each.name(), problem);
      }
    }
    return problems;
  }

  private static VerifierKey key(String name, ProofSettings.Witness witness) {
    try {
      VerifierKey key = VerifierKey.parse(witness.vkey());
      if (key.type() == KeyType.COSIGNATURE_V1) {
        return key;
      }
      throw new ProofException("a witness's key has the type cosignature/v1 (4)");
    } catch (ProofException e) {
      throw new IllegalArgumentException(SETTING + name + ".vkey: " + e.getMessage(), e);
    }
  }

  private static URI url(String name, ProofSettings.Witness witness) {
    URI url = witness.url();
    if (!List.of("http", "https").contains(url.getScheme()) || url.getHost() == null) {
      throw new IllegalArgumentException(SETTING + name + ".url: must be an http(s) address");
    }
    return url;
  }
}
