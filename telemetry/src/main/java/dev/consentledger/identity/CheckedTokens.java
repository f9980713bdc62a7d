package dev.consentledger.identity;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for {@link #REMEMBERED} that a token was found valid: a caller sends the same one with
 * each request, and checking its RSA signature took a sixth of the CPU time of a grant, twice (at
 * the gateway and behind it). A token that was refused is checked anew each time, an expired one is
 * remembered no more, and a key that is withdrawn still counts for that long, which is far below
 * the time for which key sets are kept.
 */
@Alternative
@Priority(1)
@Singleton
public class CheckedTokens extends JWTCallerPrincipalFactory {
  static final Duration REMEMBERED = Duration.ofSeconds(10);

  /** About 4 KiB each. */
  static final int TOKENS_MAX = 4_096;

  private record Checked(JWTAuthContextInfo rules, JWTCallerPrincipal caller, Instant until) {}

  private final JWTCallerPrincipalFactory check;
  private final InstantSource clock;

  /** By the token's hash: no token stays in memory as such, and no comparison tells of one. */
  private final Map<String, Checked> checked =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Checked> silentLongest) {
          return size() > TOKENS_MAX;
        }
      };

  @Inject
  CheckedTokens() {
    this(new DefaultJWTCallerPrincipalFactory(), Clock.systemUTC());
  }

  CheckedTokens(JWTCallerPrincipalFactory check, InstantSource clock) {
    this.check = check;
    this.clock = clock;
  }

  @Override
  public JWTCallerPrincipal parse(String token, JWTAuthContextInfo rules) throws ParseException {
    String key = sha256(token);
    Instant now = clock.instant();
    Checked known = find(key, now);
    if (known != null && known.rules().equals(rules)) {
      return known.caller();
    }
    JWTCallerPrincipal caller = check.parse(token, rules);
    keep(key, rules, caller, now);
    return caller;
  }

  /**
   * The caller of a token that counts still, under the rules that it was checked by; for those who
   * would go to another thread to check one. A process has one set of rules.
   */
  public Optional<JWTCallerPrincipal> remembered(String token) {
    return Optional.ofNullable(find(sha256(token), clock.instant())).map(Checked::caller);
  }

  private synchronized @Nullable Checked find(String key, Instant now) {
    Checked found = checked.get(key);
    if (found != null && !now.isBefore(found.until())) {
      checked.remove(key);
      return null;
    }
    return found;
  }

  /** From the time before it was checked, and not past its own end. */
  private synchronized void keep(
      String key, JWTAuthContextInfo rules, JWTCallerPrincipal caller, Instant now) {
    Instant end = Instant.ofEpochSecond(caller.getExpirationTime());
    Instant until = now.plus(REMEMBERED);
    checked.put(key, new Checked(rules, caller, end.isBefore(until) ? end : until));
  }

  private static String sha256(String token) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return new String(hash, StandardCharsets.ISO_8859_1);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
