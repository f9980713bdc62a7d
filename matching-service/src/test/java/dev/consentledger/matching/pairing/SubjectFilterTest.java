package dev.consentledger.matching.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.PairingLeaf;
import dev.consentledger.kernel.evidence.PairingRecord;
import dev.consentledger.kernel.identifier.MatchKey;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectFilterTest {
  private static final int STRANGERS = 20_000;

  private final SplittableRandom random = new SplittableRandom(4);

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100, 21_845})
  void every_subject_of_a_block_is_held_and_hardly_any_other(int pairings) {
    List<SubjectId> subjects = subjects(pairings);
    byte[] filter = SubjectFilter.of(block(subjects));

    assertThat(subjects)
        .allMatch(subject -> SubjectFilter.mayHold(filter, SubjectFilter.hashes(subject)));
    long strangers =
        subjects(STRANGERS).stream()
            .filter(subject -> SubjectFilter.mayHold(filter, SubjectFilter.hashes(subject)))
            .count();
    assertThat(strangers).isLessThan(STRANGERS / 100);
    assertThat(filter.length).isLessThanOrEqualTo(Math.max(8, pairings * 3 / 2 + 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 500})
  void an_erased_block_keeps_its_leaves_hashes_and_holds_the_erased_no_more(int pairings) {
    List<SubjectId> subjects = subjects(pairings);
    byte[] block = block(subjects);
    SubjectId gone = subjects.getFirst();

    ErasedBlock erased = ErasedBlock.of(block, Set.of(gone, new SubjectId(new UUID(1, 2))));

    assertThat(erased.records()).isOne();
    byte[] rewritten = erased.content().getBytes();
    assertThat(rewritten).hasSameSizeAs(block);
    assertThat(ErasedBlock.of(rewritten, Set.of(gone)).records()).as("twice").isZero();
    assertThat(erased.subjects().getBytes())
        .isEqualTo(SubjectFilter.of(rewritten))
        .isNotEqualTo(SubjectFilter.of(block));
  }

  private List<SubjectId> subjects(int count) {
    List<SubjectId> subjects = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      subjects.add(new SubjectId(new UUID(random.nextLong(), random.nextLong())));
    }
    return subjects;
  }

  private byte[] block(List<SubjectId> subjects) {
    var bytes = new ByteArrayOutputStream();
    long row = 1;
    for (SubjectId subject : subjects) {
      var key = new MatchKey(random.nextLong(), random.nextLong());
      bytes.writeBytes(
          new PairingRecord.Whole(new PairingLeaf(row, key, subject, new Position(row))).bytes());
      row++;
    }
    return bytes.toByteArray();
  }
}
