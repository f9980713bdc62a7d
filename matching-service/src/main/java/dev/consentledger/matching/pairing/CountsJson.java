package dev.consentledger.matching.pairing;

import dev.consentledger.matching.intake.RejectedRow;
import dev.consentledger.matching.intake.Rejection;
import dev.consentledger.matching.intake.RowCounts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Rejected rows as the table {@code run} keeps them. */
final class CountsJson {
  private CountsJson() {}

  static JsonObject rejected(RowCounts counts) {
    var json = new JsonObject();
    for (Rejection reason : Rejection.values()) {
      Long rows = counts.rejected().get(reason);
      if (rows != null) {
        json.put(reason.code(), rows);
      }
    }
    return json;
  }

  static JsonArray firstRejected(RowCounts counts) {
    var json = new JsonArray();
    for (RejectedRow row : counts.firstRejected()) {
      json.add(new JsonObject().put("row", row.row()).put("reason", row.reason().code()));
    }
    return json;
  }

  static RowCounts read(long received, long accepted, JsonObject rejected, JsonArray first) {
    Map<Rejection, Long> byReason = new EnumMap<>(Rejection.class);
    for (String code : rejected.fieldNames()) {
      byReason.put(Rejection.ofCode(code), rejected.getLong(code));
    }
    List<RejectedRow> rows = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      JsonObject row = first.getJsonObject(i);
      rows.add(new RejectedRow(row.getLong("row"), Rejection.ofCode(row.getString("reason"))));
    }
    return new RowCounts(received, accepted, byReason, rows);
  }
}
