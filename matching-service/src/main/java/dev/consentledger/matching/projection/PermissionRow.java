package dev.consentledger.matching.projection;

import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.permission.MatchKeys;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * An active grant of list matching, by its ordinal; its match keys behind one another, of each
 * version equally many.
 */
@Entity(name = "PermissionRow")
@Table(name = "permission")
class PermissionRow {
  @Id
  @Column(name = "ordinal")
  int ordinal;

  @Column(name = "account_ordinal")
  int accountOrdinal;

  @Column(name = "contact_point")
  String contactPoint;

  @Column(name = "kind")
  String kind;

  @Column(name = "granted_at")
  long grantedAt;

  @Column(name = "match_keys")
  byte[] matchKeys;

  /** Rising. Empty in rows from before match secrets were rotated: then of the oldest version. */
  @Column(name = "match_secret_versions")
  int[] matchSecretVersions;

  /** Its number; {@link Notices#NONE} where none was told. */
  @Column(name = "notice")
  int notice;

  @Column(name = "generation")
  int generation;

  void setKeys(MatchKeys keys) {
    matchKeys = bytesOf(keys);
    matchSecretVersions = array(keys.versions());
  }

  /** The keys of a row's columns. */
  static MatchKeys keysOf(byte[] bytes, int[] versions, IntSupplier oldest) {
    return new MatchKeys(
        versions.length == 0 ? List.of(oldest.getAsInt()) : list(versions), keysOf(bytes));
  }

  static int[] array(List<Integer> versions) {
    return versions.stream().mapToInt(Integer::intValue).toArray();
  }

  static List<Integer> list(int[] versions) {
    return Arrays.stream(versions).boxed().toList();
  }

  private static byte[] bytesOf(MatchKeys keys) {
    ByteBuffer bytes = ByteBuffer.allocate(keys.size() * MatchKey.BYTES);
    keys.keys().forEach(key -> bytes.putLong(key.high()).putLong(key.low()));
    return bytes.array();
  }

  private static List<MatchKey> keysOf(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    List<MatchKey> keys = new ArrayList<>(bytes.length / MatchKey.BYTES);
    while (buffer.hasRemaining()) {
      keys.add(new MatchKey(buffer.getLong(), buffer.getLong()));
    }
    return keys;
  }
}
