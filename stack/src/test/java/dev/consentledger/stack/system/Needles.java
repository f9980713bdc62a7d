package dev.consentledger.stack.system;

import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.identifier.IdentifierForms;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.identifier.Normalised;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What nobody but the person's own platform may read anywhere: each sample identifier as typed, in
 * each normalised form, as a digest, as a match key, in every common writing; each account; each
 * token. Compared without regard to case, so that hex in either case is found.
 */
final class Needles {
  private final Set<String> needles = new TreeSet<>();
  private final MatchSecret secret;

  Needles(MatchSecret secret) {
    this.secret = secret;
  }

  Needles email(String raw) {
    return identifier(raw, IdentifierForms.email(raw));
  }

  Needles phone(String raw) {
    return identifier(raw, IdentifierForms.phone(raw, "US"));
  }

  /** An account's id, a token: as it is. */
  Needles text(String text) {
    needles.add(text.toLowerCase(Locale.ROOT));
    return this;
  }

  private Needles identifier(String raw, Normalised normalised) {
    text(raw.strip());
    if (normalised instanceof Normalised.Forms forms) {
      forms.forms().forEach(this::text);
      forms.digests().forEach(this::digest);
    }
    return this;
  }

  private void digest(Digest digest) {
    bytes(digest.bytes());
    bytes(secret.keyOf(digest).bytes());
  }

  /** Bytes, such as a key, in every common writing. */
  Needles key(byte[] bytes) {
    bytes(bytes);
    return this;
  }

  /** The same texts once more as a dump of binary columns writes them. */
  Needles inHexToo() {
    for (String needle : Set.copyOf(needles)) {
      needles.add(HexFormat.of().formatHex(needle.getBytes(StandardCharsets.UTF_8)));
    }
    return this;
  }

  private void bytes(byte[] bytes) {
    text(HexFormat.of().formatHex(bytes));
    text(Base64.getEncoder().withoutPadding().encodeToString(bytes));
    text(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  int size() {
    return needles.size();
  }

  Set<String> all() {
    return needles;
  }

  /** Those that stand in the text. */
  Set<String> in(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    var found = new TreeSet<String>();
    needles.stream().filter(lower::contains).forEach(found::add);
    return found;
  }
}
