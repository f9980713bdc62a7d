package dev.consentledger.benchmarks.asking;

import dev.consentledger.benchmarks.pairing.Population;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Questions made before anybody is asked, the same for both sides: accounts drawn at random from
 * the population.
 */
record Questions(List<String[]> each) {
  static final int COUNT = 256;

  static Questions of(Population population, int accounts, long seed) {
    var random = new SplittableRandom(seed);
    List<String[]> each = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      String[] asked = new String[accounts];
      for (int j = 0; j < accounts; j++) {
        asked[j] = Population.account(random.nextInt(population.accounts()));
      }
      each.add(asked);
    }
    return new Questions(List.copyOf(each));
  }

  static String json(String[] accounts) {
    return "{\"accounts\":[\"" + String.join("\",\"", accounts) + "\"]}";
  }
}
