package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.json.JsonObject;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a bundle says it is. Nothing signs it: the checkpoint is signed, and the rest is recomputed.
 *
 * @param origin the log's name
 * @param vkey the log's key as the operator gives it; an auditor brings its own
 * @param ledgerSize entries that the checkpoint covers
 * @param kind of the finding
 * @param complete whether every entry of the ledger is inside
 * @param files every file but this one
 */
public record Manifest(
    String origin,
    String vkey,
    long ledgerSize,
    String kind,
    Instant createdAt,
    boolean complete,
    Map<String, FileFacts> files) {
  public static final String FORMAT = "consentledger-bundle/v1";

  /** SHA-256, hex, and length. */
  public record FileFacts(String sha256, long bytes) {}

  public Manifest {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  public JsonObject json() {
    var listed = JsonObject.builder();
    files.forEach((name, facts) ->
        listed.put(
            name,
            JsonObject.builder()
                .put("sha256", facts.sha256())
                .put("bytes", facts.bytes())
                .build()));
    return JsonObject.builder()
        .put("format", FORMAT)
        .put("origin", origin)
        .put("vkey", vkey)
        .put("ledgerSize", ledgerSize)
        .put("kind", kind)
        .put("createdAt", createdAt.toString())
        .put("complete", complete)
        .put("files", listed.build())
        .build();
  }

  static Manifest fromJson(JsonObject json) {
    if (!json.string("format").equals(FORMAT)) {
      throw new JsonException("the format is not " + FORMAT);
    }
    Fields.requireOnly(
        json,
        Set.of("format", "origin", "vkey", "ledgerSize", "kind", "createdAt", "complete", "files"));
    if (!(json.fields().get("complete") instanceof Boolean complete)) {
      throw new JsonException("field complete must be true or false");
    }
    return new Manifest(
        json.string("origin"),
        json.string("vkey"),
        json.number("ledgerSize"),
        json.string("kind"),
        json.instant("createdAt"),
        complete,
        files(json.object("files")));
  }

  private static Map<String, FileFacts> files(JsonObject json) {
    var files = new LinkedHashMap<String, FileFacts>();
    for (String name : json.fields().keySet()) {
      JsonObject facts = json.object(name);
      Fields.requireOnly(facts, Set.of("sha256", "bytes"));
      files.put(name, new FileFacts(facts.string("sha256"), facts.number("bytes")));
    }
    return files;
  }
}
