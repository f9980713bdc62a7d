package dev.consentledger.matching.projection;

import dev.consentledger.kernel.identifier.MatchKey;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** An active grant of list matching, by its ordinal; its match keys behind one another. */
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

  @Column(name = "generation")
  int generation;

  static byte[] bytesOf(List<MatchKey> keys) {
    ByteBuffer bytes = ByteBuffer.allocate(keys.size() * MatchKey.BYTES);
    keys.forEach(key -> bytes.putLong(key.high()).putLong(key.low()));
    return bytes.array();
  }

  static List<MatchKey> keysOf(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    List<MatchKey> keys = new ArrayList<>(bytes.length / MatchKey.BYTES);
    while (buffer.hasRemaining()) {
      keys.add(new MatchKey(buffer.getLong(), buffer.getLong()));
    }
    return keys;
  }
}
