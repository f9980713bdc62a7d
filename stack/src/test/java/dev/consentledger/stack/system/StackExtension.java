package dev.consentledger.stack.system;

import dev.consentledger.stack.Stack;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives every system test of this process the same running stack: starting one takes longer than
 * most tests. It is the session's, since each class is a run of its own where several processes
 * share the classes; JUnit closes it after the last. A test that kills a service starts it again,
 * so that the next finds all of it up; each test uses accounts and identifiers of its own. The
 * profile {@code eventstoredb} keeps its ledger in EventStoreDB, see {@link LedgerStore}.
 */
final class StackExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(StackExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Stack.class || type == World.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Stack stack =
        context
            .getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
            .computeIfAbsent(Stack.class, _ -> start(), Stack.class);
    return parameter.getParameter().getType() == Stack.class ? stack : new World(stack);
  }

  private static Stack start() {
    // Each process that runs system tests has a stack of its own.
    long process = ProcessHandle.current().pid();
    return Stack.builder(Repository.root(), Path.of("target/system/shared-" + process))
        .fresh(true)
        .eventStoreDb(LedgerStore.connectionString())
        .telling(sentence -> System.out.println("[stack] " + sentence))
        .start();
  }
}
