package dev.consentledger.consent.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The texts of notices, by the SHA-256 of their UTF-8 bytes. They stand beside the ledger, whose
 * entries are too small for them: what an entry commits to is the hash, so a text can't be changed
 * unseen. None is ever changed or deleted.
 */
@Singleton
public final class NoticeTexts {
  private final Pool pool;
  private final NoticeSettings settings;

  NoticeTexts(Pool pool, NoticeSettings settings) {
    this.pool = pool;
    this.settings = settings;
  }

  /** Stores a text, once. */
  public Uni<Void> store(NoticeText text) {
    return pool.preparedQuery(
            "INSERT INTO notice_text (sha256, content) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .execute(
            Tuple.of(
                Buffer.buffer(HexFormat.of().parseHex(text.sha256())),
                Buffer.buffer(text.text().getBytes(StandardCharsets.UTF_8))))
        .ifNoItem()
        .after(settings.storeTimeout())
        .fail()
        .replaceWithVoid();
  }

  /** Texts by their SHA-256 in hex; one that is not stored is left out. */
  public Uni<Map<String, String>> read(Collection<String> sha256) {
    Buffer[] wanted =
        sha256.stream()
            .map(hex -> Buffer.buffer(HexFormat.of().parseHex(hex)))
            .toArray(Buffer[]::new);
    return pool.preparedQuery("SELECT sha256, content FROM notice_text WHERE sha256 = ANY($1)")
        .execute(Tuple.of(wanted))
        .ifNoItem()
        .after(settings.storeTimeout())
        .fail()
        .map(rows -> {
          var texts = new HashMap<String, String>();
          for (Row row : rows) {
            texts.put(
                HexFormat.of().formatHex(row.getBuffer(0).getBytes()),
                row.getBuffer(1).toString(StandardCharsets.UTF_8));
          }
          return texts;
        });
  }
}
