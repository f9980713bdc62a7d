package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.json.JsonReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A bundle opened for reading. Nothing in it is believed: names, number and sizes of its files are
 * bounded before one is read, and nothing is ever extracted. That a file has the hash that the
 * manifest gives it is checked by {@link Verification}.
 */
public final class EvidenceBundle implements Closeable {
  /** A complete bundle of 1,000,000 entries has some 4,000. */
  public static final int FILES_MAX = 500_000;

  /** Of all files together, unpacked. */
  public static final long BYTES_MAX = 1L << 37;

  private final ZipFile zip;
  private final Manifest manifest;

  private EvidenceBundle(ZipFile zip, Manifest manifest) {
    this.zip = zip;
    this.manifest = manifest;
  }

  /**
   * Opens a bundle. Throws {@link EvidenceException} that names what is damaged, and {@link
   * IOException} only where the file itself can't be read.
   */
  public static EvidenceBundle open(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new NoSuchFileException(file.toString());
    }
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (ZipException e) {
      throw new EvidenceException("the zip", "is no zip, or is cut off");
    }
    try {
      return of(zip);
    } catch (EvidenceException | IOException e) {
      zip.close();
      throw e;
    }
  }

  private static EvidenceBundle of(ZipFile zip) throws IOException {
    Set<String> names = names(zip);
    if (!names.remove(BundleFile.MANIFEST)) {
      throw new EvidenceException(BundleFile.MANIFEST, "is missing");
    }
    Manifest manifest = manifest(zip);
    long total = 0;
    for (var file : manifest.files().entrySet()) {
      String name = file.getKey();
      OptionalLong max = BundleFile.bytesMax(name);
      if (max.isEmpty() || name.equals(BundleFile.MANIFEST)) {
        throw new EvidenceException(BundleFile.MANIFEST, "lists a file that has no place here");
      }
      if (!names.remove(name)) {
        throw new EvidenceException(name, "is missing");
      }
      long bytes = file.getValue().bytes();
      total += Math.max(0, bytes);
      if (bytes < 0 || bytes > max.getAsLong() || total > BYTES_MAX) {
        throw new EvidenceException(name, "is larger than a file of this kind may be");
      }
    }
    if (!names.isEmpty()) {
      throw new EvidenceException(names.iterator().next(), "is not in the manifest");
    }
    for (String needed :
        Set.of(
            BundleFile.CHECKPOINT,
            BundleFile.POSITIONS,
            BundleFile.OPENED,
            BundleFile.FINDING,
            BundleFile.REPORT)) {
      if (!manifest.files().containsKey(needed)) {
        throw new EvidenceException(needed, "is missing");
      }
    }
    return new EvidenceBundle(zip, manifest);
  }

  private static Set<String> names(ZipFile zip) {
    if (zip.size() > FILES_MAX) {
      throw new EvidenceException("the zip", "holds more than " + FILES_MAX + " files");
    }
    var names = new HashSet<String>();
    for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
      String name = entries.nextElement().getName();
      if (BundleFile.bytesMax(name).isEmpty()) {
        throw new EvidenceException("the zip", "holds a file that has no place here");
      }
      if (!names.add(name)) {
        throw new EvidenceException(name, "stands there twice");
      }
    }
    return new TreeSet<>(names);
  }

  private static Manifest manifest(ZipFile zip) throws IOException {
    long max = BundleFile.bytesMax(BundleFile.MANIFEST).orElseThrow();
    try (InputStream in = ZipFiles.open(zip, BundleFile.MANIFEST)) {
      byte[] bytes = in.readNBytes((int) max + 1);
      if (bytes.length > max) {
        throw new EvidenceException(BundleFile.MANIFEST, "is too large");
      }
      return Manifest.fromJson(JsonReader.object(bytes));
    } catch (JsonException e) {
      throw new EvidenceException(BundleFile.MANIFEST, "is not readable: " + e.getMessage());
    } catch (ZipException | EOFException _) {
      throw new EvidenceException(BundleFile.MANIFEST, "does not unpack");
    }
  }

  public Manifest manifest() {
    return manifest;
  }

  public boolean has(String name) {
    return manifest.files().containsKey(name);
  }

  /** The whole file; for those that are small by their kind. */
  public byte[] bytes(String name) throws IOException {
    try (InputStream in = stream(name)) {
      return in.readAllBytes();
    }
  }

  /**
   * The file, checked to have just the length that the manifest gives it. Whatever is wrong with it
   * is an {@link EvidenceException}.
   */
  public InputStream stream(String name) throws IOException {
    Manifest.FileFacts facts = manifest.files().get(name);
    if (facts == null) {
      throw new EvidenceException(name, "is missing");
    }
    return new ExactStream(ZipFiles.open(zip, name), name, facts.bytes());
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
