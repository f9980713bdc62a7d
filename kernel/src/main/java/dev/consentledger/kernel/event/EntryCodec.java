package dev.consentledger.kernel.event;

import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonReader;
import dev.consentledger.kernel.json.JsonWriter;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/**
 * An entry's bytes: one CloudEvents 1.0 event in structured JSON mode. They are written once,
 * stored byte for byte and never encoded again, since the Merkle tree's leaves commit to them.
 */
public final class EntryCodec {
  /** An entry bundle (C2SP tlog-tiles) gives an entry's length in 16 bits. */
  public static final int ENTRY_BYTES_MAX = 65_535;

  public static final String TYPE_PREFIX = "dev.consentledger.";
  private static final String SOURCE_PREFIX = "/cells/";

  private EntryCodec() {}

  /** The CloudEvents type of an event, such as {@code dev.consentledger.PurposeGranted.v1}. */
  public static String typeOf(LedgerEvent event) {
    return EventData.typeOf(event);
  }

  /** Writes the entry, sealing its personal part; throws where it exceeds the limit. */
  public static byte[] encode(EntryHeader header, LedgerEvent event, Seal seal) {
    EventData.Parts parts = EventData.parts(event);
    var cloudEvent =
        JsonObject.builder()
            .put("specversion", "1.0")
            .put("id", header.id().toString())
            .put("source", SOURCE_PREFIX + header.cell())
            .put("type", parts.type())
            .put("subject", header.stream().value())
            .put("time", header.time().toString())
            .put("sequence", Long.toString(header.revision()))
            .put("datacontenttype", "application/json")
            .put("data", parts.data());
    if (parts.sealed().isPresent()) {
      var what = new Seal.SealedFor(header.id(), parts.type(), header.stream());
      byte[] box = seal.seal(what, JsonWriter.bytes(parts.sealed().get()));
      cloudEvent.put("sealed", Base64.getEncoder().encodeToString(box));
    }
    byte[] bytes = JsonWriter.bytes(cloudEvent.build());
    if (bytes.length > ENTRY_BYTES_MAX) {
      throw new EntryException("an entry has at most " + ENTRY_BYTES_MAX + " bytes");
    }
    return bytes;
  }

  /** Reads an entry; its sealed part stays empty where {@code seal} can't open it. */
  public static Entry decode(byte[] bytes, Seal seal) {
    return reading(
        bytes,
        cloudEvent -> {
          EntryHeader header = headerOf(cloudEvent);
          String type = cloudEvent.string("type");
          Optional<JsonObject> opened =
              box(cloudEvent, type)
                  .flatMap(
                      box -> seal.open(new Seal.SealedFor(header.id(), type, header.stream()), box))
                  .map(JsonReader::object);
          return new Entry(header, EventData.event(type, cloudEvent.object("data"), opened));
        });
  }

  /** Reads only what stands beside the data. */
  public static EntryHeader header(byte[] bytes) {
    return reading(bytes, EntryCodec::headerOf);
  }

  private static <T> T reading(byte[] bytes, Function<JsonObject, T> reader) {
    if (bytes.length > ENTRY_BYTES_MAX) {
      throw new EntryException("an entry has at most " + ENTRY_BYTES_MAX + " bytes");
    }
    try {
      return reader.apply(JsonReader.object(bytes));
    } catch (JsonException e) {
      throw new EntryException("not an entry of this version: " + e.getMessage(), e);
    } catch (IllegalArgumentException | ArithmeticException _) {
      // Without its cause: the JDK's messages repeat the value.
      throw new EntryException("not an entry of this version: a field's value is unacceptable");
    }
  }

  /** A sealed part must be there exactly where the type has one: none is not the same as closed. */
  private static Optional<byte[]> box(JsonObject cloudEvent, String type) {
    Optional<String> sealed = cloudEvent.optionalString("sealed");
    if (sealed.isPresent() != EventData.isSealed(type)) {
      throw new JsonException("a sealed part is missing, or there is one too many");
    }
    return sealed.map(Base64.getDecoder()::decode);
  }

  private static EntryHeader headerOf(JsonObject cloudEvent) {
    if (!cloudEvent.string("specversion").equals("1.0")) {
      throw new EntryException("not a CloudEvents 1.0 event");
    }
    String source = cloudEvent.string("source");
    if (!source.startsWith(SOURCE_PREFIX)) {
      throw new EntryException("the source is no cell");
    }
    return new EntryHeader(
        EventId.parse(cloudEvent.string("id")),
        source.substring(SOURCE_PREFIX.length()),
        new StreamName(cloudEvent.string("subject")),
        cloudEvent.instant("time"),
        revision(cloudEvent.string("sequence")));
  }

  private static long revision(String sequence) {
    long revision = Long.parseLong(sequence);
    if (!Long.toString(revision).equals(sequence)) {
      throw new JsonException("field sequence must be a decimal without leading zeros");
    }
    return revision;
  }
}
