package dev.consentledger.stack.pages;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * The settings of a module, read from the sources of its config mappings by the JDK's own compiler:
 * what stands in the page is what stands in the code.
 */
final class Mappings {
  private final DocTrees docs;
  private final CompilationUnitTree unit;
  private final List<Setting> settings;

  private Mappings(DocTrees docs, CompilationUnitTree unit, List<Setting> settings) {
    this.docs = docs;
    this.unit = unit;
    this.settings = settings;
  }

  /** All settings of a module, by name. */
  static List<Setting> of(Path module) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  _ -> {},
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources(module)));
      var settings = new ArrayList<Setting>();
      for (CompilationUnitTree unit : task.parse()) {
        new Mappings(DocTrees.instance(task), unit, settings).read();
      }
      settings.sort((one, other) -> one.name().compareTo(other.name()));
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> sources(Path module) throws IOException {
    try (Stream<Path> all = Files.walk(module.resolve("src/main/java"))) {
      return all.filter(file -> file.toString().endsWith(".java"))
          .filter(Mappings::isMapping)
          .toList();
    }
  }

  private static boolean isMapping(Path source) {
    try {
      return Files.readString(source).contains("\n@ConfigMapping(");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    for (Tree type : unit.getTypeDecls()) {
      if (type instanceof ClassTree mapping) {
        annotation(mapping.getModifiers().getAnnotations(), "ConfigMapping")
            .ifPresent(root -> group(mapping, mapping, argument(root, "prefix")));
      }
    }
  }

  private void group(ClassTree mapping, ClassTree group, String prefix) {
    Map<String, String> limits = limitsOf(group);
    for (Tree member : group.getMembers()) {
      if (member instanceof MethodTree method) {
        property(mapping, group, prefix, method, limits);
      }
    }
  }

  private void property(
      ClassTree mapping,
      ClassTree group,
      String prefix,
      MethodTree method,
      Map<String, String> limits) {
    List<? extends AnnotationTree> given = method.getModifiers().getAnnotations();
    String name =
        prefix
            + "."
            + annotation(given, "WithName")
                .map(each -> argument(each, "value"))
                .orElseGet(() -> kebab(method.getName().toString()));
    String type = method.getReturnType().toString();
    String inner = inner(method.getReturnType());
    Optional<ClassTree> nested = nested(mapping, inner);
    boolean isChoice = nested.filter(each -> each.getKind() == Tree.Kind.ENUM).isPresent();
    if (nested.isPresent() && !isChoice) {
      group(mapping, nested.get(), type.startsWith("Map<") ? name + ".<name>" : name);
      return;
    }
    String docstring = docstring(group, method);
    var constraints = new ArrayList<String>();
    given.forEach(each -> constraint(each).ifPresent(constraints::add));
    if (isChoice) {
      constraints.add(choices(nested.get()));
    }
    Optional.ofNullable(limits.get(method.getName().toString())).ifPresent(constraints::add);
    settings.add(
        new Setting(
            name,
            isChoice ? "one of" : Setting.kind(type.startsWith("List<") ? type : inner),
            annotation(given, "WithDefault").map(each -> argument(each, "value")),
            type.startsWith("Optional<"),
            String.join(", ", constraints),
            docstring));
  }

  private static String choices(ClassTree choice) {
    return choice.getMembers().stream()
        .filter(VariableTree.class::isInstance)
        .map(VariableTree.class::cast)
        .filter(each -> each.getType().toString().equals(choice.getSimpleName().toString()))
        .map(each ->
            "`" + each.getName().toString().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
        .collect(Collectors.joining(", "));
  }

  private static String inner(Tree type) {
    return type instanceof ParameterizedTypeTree generic
        ? generic.getTypeArguments().getLast().toString()
        : type.toString();
  }

  private static Optional<ClassTree> nested(ClassTree mapping, String name) {
    return mapping.getMembers().stream()
        .filter(ClassTree.class::isInstance)
        .map(ClassTree.class::cast)
        .filter(each -> each.getSimpleName().contentEquals(name))
        .findAny();
  }

  /** Contradictions between two settings, by the method of the one that must not be above. */
  private static Map<String, String> limitsOf(ClassTree group) {
    var limits = new TreeMap<String, String>();
    group.getModifiers().getAnnotations().stream()
        .filter(each -> each.getAnnotationType().toString().equals("NotAbove"))
        .forEach(each ->
            limits.put(
                argument(each, "setting"), "not above `" + kebab(argument(each, "limit")) + "`"));
    return limits;
  }

  private static Optional<String> constraint(AnnotationTree annotation) {
    return switch (annotation.getAnnotationType().toString()) {
      case "Min", "DecimalMin" -> Optional.of("at least " + argument(annotation, "value"));
      case "Max", "DecimalMax" -> Optional.of("at most " + argument(annotation, "value"));
      case "DurationMin" -> Optional.of("at least " + argument(annotation, "millis") + " ms");
      case "Pattern" -> Optional.of("`" + argument(annotation, "regexp") + "`");
      case "NotBlank" -> Optional.of("not blank");
      case "WithDefault", "WithName", "WithConverter" -> Optional.empty();
      default -> throw new IllegalStateException("the page has no words for " + annotation);
    };
  }

  private static Optional<? extends AnnotationTree> annotation(
      List<? extends AnnotationTree> all, String name) {
    return all.stream()
        .filter(each -> each.getAnnotationType().toString().equals(name))
        .findFirst();
  }

  private static String argument(AnnotationTree annotation, String name) {
    for (ExpressionTree argument : annotation.getArguments()) {
      if (argument instanceof AssignmentTree set && set.getVariable().toString().equals(name)) {
        return literal(set.getExpression());
      }
      if (!(argument instanceof AssignmentTree) && name.equals("value")) {
        return literal(argument);
      }
    }
    throw new IllegalStateException(annotation + " has no " + name);
  }

  private static String literal(ExpressionTree expression) {
    return expression instanceof LiteralTree literal
        ? Objects.toString(literal.getValue())
        : expression.toString();
  }

  private String docstring(ClassTree group, MethodTree method) {
    TreePath path = TreePath.getPath(unit, method);
    String comment = docs.getDocComment(path);
    if (comment == null || comment.isBlank()) {
      throw new IllegalStateException(
          group.getSimpleName() + "." + method.getName() + " has no docstring");
    }
    return comment
        .replaceAll("\\{@(?:code|link|value) #?([^}]*)}", "`$1`")
        .replaceAll("\\s+", " ")
        .replace("|", "\\|")
        .strip();
  }

  private static String kebab(String method) {
    return method.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
