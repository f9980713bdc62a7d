package dev.consentledger.benchmarks.load;

import dev.consentledger.kernel.event.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Made-up accounts, each with one address, and what a platform sends about them. */
public final class MadeUp {
  /** Purposes that a contact point may be granted one after the other, each an entry of its own. */
  public static final List<String> PURPOSES =
      List.of(
          "service.notifications",
          "advertising.list_matching",
          "advertising.personalisation",
          "analytics.measurement");

  public static final String LIST_MATCHING = "advertising.list_matching";

  static final String NOTICE_PATH = "/v1/notices/list-matching/versions/1";

  private static final String NOTICE_TEXT =
      "Advertisers who already know you may reach you here, until you say no.";
  private static final String NOTICE =
      "{\"id\":\"list-matching\",\"version\":\"1\",\"locale\":\"en\",\"sha256\":\"%s\"}"
          .formatted(Digest.ofForm(NOTICE_TEXT).hex());
  private static final String TERMS =
      "\"notice\":%s,\"context\":\"settings.advertising\",\"method\":\"toggle\",\"legalBasis\":\"consent\""
          .formatted(NOTICE);
  private static final byte[] GRANT = ("{" + TERMS + "}").getBytes(StandardCharsets.UTF_8);

  private MadeUp() {}

  /** The text that every grant names, as it is registered at {@link #NOTICE_PATH}. */
  static byte[] noticeText() {
    return "{\"locale\":\"en\",\"text\":\"%s\"}"
        .formatted(NOTICE_TEXT)
        .getBytes(StandardCharsets.UTF_8);
  }

  public static String address(String account) {
    return account + "@example.com";
  }

  public static String grantPath(String account, String purpose) {
    return "/v1/accounts/" + account + "/contact-points/email/grants/" + purpose;
  }

  public static byte[] grant() {
    return GRANT.clone();
  }

  /** A line of an import: an address, and a grant of list matching where asked for. */
  public static String importLine(String account, boolean permitted) {
    return "{\"account\":\"%s\",\"contactPoint\":\"email\",\"kind\":\"email\",\"value\":\"%s\",\"collectedFor\":[\"service.notifications\"],\"notice\":%s,\"grants\":[%s]}\n"
        .formatted(
            account,
            address(account),
            NOTICE,
            permitted ? "{\"purpose\":\"" + LIST_MATCHING + "\"," + TERMS + "}" : "");
  }

  /** Import lines of the accounts {@code <prefix><from>} to {@code <prefix><to - 1>}. */
  public static StreamedImport.Lines importLines(
      String prefix, int from, int to, boolean permitted) {
    return out -> write(out, prefix, from, to, permitted);
  }

  /** The same accounts' addresses as an advertiser's CSV list. */
  public static Path list(Path file, String prefix, int accounts) throws IOException {
    try (var out = Files.newBufferedWriter(file)) {
      out.write("email\n");
      for (int i = 0; i < accounts; i++) {
        out.write(address(prefix + i) + "\n");
      }
    }
    return file;
  }

  private static void write(OutputStream out, String prefix, int from, int to, boolean permitted)
      throws IOException {
    for (int i = from; i < to; i++) {
      out.write(importLine(prefix + i, permitted).getBytes(StandardCharsets.UTF_8));
    }
  }
}
