package dev.consentledger.benchmarks.asking;

import dev.consentledger.benchmarks.pairing.Population;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Questions made before anybody is asked, the same for both sides: different accounts, drawn at
 * random from the population.
 */
record Questions(List<String[]> each) {
  static final int COUNT = 256;

  static Questions of(Population population, int accounts, long seed) {
    var random = new SplittableRandom(seed);
    List<String[]> each = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      each.add(
          random
              .ints(0, population.accounts())
              .distinct()
              .limit(accounts)
              .mapToObj(Population::account)
              .toArray(String[]::new));
    }
    return new Questions(List.copyOf(each));
  }

  static String json(String[] accounts) {
    return "{\"accounts\":[\"" + String.join("\",\"", accounts) + "\"]}";
  }
}
