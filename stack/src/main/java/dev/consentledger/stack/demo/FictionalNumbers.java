package dev.consentledger.stack.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * Phone numbers that are set aside for fiction, so that no number here is anybody's: in North
 * America 555-0100 to 555-0199 of an area code, in the United Kingdom Ofcom's numbers for drama, in
 * Australia the (0x) 5550 and 7010 blocks that ACMA names for films. All in E.164.
 */
final class FictionalNumbers {
  private static final int[] US_AREAS = {
    201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225,
    228, 229, 231, 234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 276, 281,
    301, 302, 303, 304, 305, 307, 308, 309, 310, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321
  };

  private static final String[] UK_BLOCKS = {
    "113496", "114496", "115496", "116496", "117496", "118496", "121496", "131496", "141496",
    "151496", "161496", "191498", "207946", "292018", "770090"
  };

  private static final String[] AU_BLOCKS = {
    "25550", "27010", "35550", "37010", "75550", "77010", "85550", "87010"
  };

  private FictionalNumbers() {}

  /** All of one country, in a fixed order, each once. */
  static List<String> of(Country country) {
    List<String> numbers = new ArrayList<>();
    switch (country) {
      case US -> {
        for (int last = 100; last < 200; last++) {
          for (int area : US_AREAS) {
            numbers.add("+1%d5550%d".formatted(area, last));
          }
        }
      }
      case GB -> addBlocks(numbers, "+44%s0%03d", UK_BLOCKS, 1_000);
      case AU -> addBlocks(numbers, "+61%s%04d", AU_BLOCKS, 10_000);
    }
    return numbers;
  }

  private static void addBlocks(
      List<String> numbers, String pattern, String[] blocks, int numbersPerBlock) {
    for (int last = 0; last < numbersPerBlock; last++) {
      for (String block : blocks) {
        numbers.add(pattern.formatted(block, last));
      }
    }
  }

  /** Where a made-up person lives. */
  enum Country {
    US,
    GB,
    AU
  }
}
