package dev.consentledger.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process that runs a stack without services until it is killed, for {@link LeftoversTest}. */
final class EmptyStack {
  static final String STARTED = "started";

  private EmptyStack() {}

  public static void main(String[] words) throws InterruptedException {
    Path folder = Path.of(words[0]);
    Stack.builder(folder, folder).only(List.of()).start();
    System.out.println(STARTED);
    new CountDownLatch(1).await();
  }
}
