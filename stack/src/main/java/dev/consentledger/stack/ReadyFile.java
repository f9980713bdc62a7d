package dev.consentledger.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code ready.json}: there when all is up, gone when it is not. It holds tokens, so its mode is
 * 0600.
 */
final class ReadyFile {
  private final StackFolder folder;

  ReadyFile(StackFolder folder) {
    this.folder = folder;
  }

  void write(Stack stack) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("gateway", stack.service(ServiceName.GATEWAY).url());
    content.put("consent", stack.service(ServiceName.CONSENT).url());
    content.put("matching", stack.service(ServiceName.MATCHING).url());
    Map<String, String> tokens = new LinkedHashMap<>();
    for (Role role : Role.values()) {
      tokens.put(role.label(), stack.token(role));
    }
    content.put("tokens", tokens);
    try {
      String json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(content);
      StackFolder.writeSecret(folder.ready(), json + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of strings always make JSON", e);
    }
  }

  void remove() {
    try {
      Files.deleteIfExists(folder.ready());
    } catch (IOException e) {
      throw new StackException("cannot remove " + folder.ready(), e);
    }
  }
}
