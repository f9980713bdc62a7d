package dev.consentledger.benchmarks.micro;

import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.identifier.IdentifierForms;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.identifier.MatchSecret;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From an uploaded digest to a match key. */
@State(Scope.Thread)
public class Keying {
  private final MatchSecret.Keyer keyer =
      new MatchSecret(1, new byte[MatchSecret.BYTES_MIN]).newKeyer();
  private String hex = Digest.ofForm("ada@example.com").hex();
  private byte[] digest = Digest.ofForm("ada@example.com").bytes();

  @Benchmark
  public Optional<Digest> readDigest() {
    return IdentifierForms.digestOf(hex);
  }

  @Benchmark
  public MatchKey matchKey() {
    return keyer.keyOf(digest);
  }
}
