package dev.consentledger.stack;

import java.io.IOException;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Kafka and the PostgreSQL library log inside the stack's own process; their words go to {@code
 * logs/kafka.log}, so that the terminal tells the stack's story alone.
 */
final class KafkaLog {
  private KafkaLog() {}

  static void openIn(StackFolder folder) {
    folder.create();
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    try {
      FileHandler file = new FileHandler(folder.log("kafka").toString(), true);
      file.setFormatter(new SimpleFormatter());
      root.addHandler(file);
      root.setLevel(Level.WARNING);
    } catch (IOException e) {
      throw new StackException("cannot write " + folder.log("kafka"), e);
    }
  }
}
