//! A disk with a volatile write cache, and its plug.
//!
//! What is written stays in the cache until it is flushed, or leaves it earlier by chance, in any order, as in a real drive.
//! When the plug is pulled, each block that was not flushed is on the disk, or not, or torn; and nothing can be written any
//! more. It is one file in a file system of this process (FUSE); a loop device makes a disk of it, with an ext4 on top, so
//! that everything between the ledger and the platter is the real thing. Needs root, `/dev/fuse` and a loop device.

use super::flaky::Dice;
use fuser::{
    BackgroundSession, Config, Errno, FileAttr, FileHandle, FileType, Filesystem, Generation, INodeNo, LockOwner,
    MountOption, OpenFlags, ReplyAttr, ReplyData, ReplyEmpty, ReplyEntry, ReplyWrite, Request, WriteFlags,
};
use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};
use tempfile::TempDir;

/// What the cache holds or loses as one.
const BLOCK: usize = 4096;

/// What is written whole or not at all.
const SECTOR: usize = 512;

/// The disk, mounted.
pub struct VolatileDisk {
    cache: Arc<Mutex<Cache>>,
    session: Option<BackgroundSession>,
    scratch: TempDir,
    loop_device: Option<String>,
}

/// What a cut found in the cache.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cut {
    /// Blocks that were written and not flushed.
    pub volatile: usize,
    /// How many of them are lost, in whole or in part.
    pub lost: usize,
}

/// How a disk is made.
#[derive(Clone, Copy, Debug)]
pub struct Disk<'a> {
    pub bytes: u64,
    pub seed: u64,
    /// How long it takes to flush.
    pub flush_takes: Duration,
    /// What is on it in the beginning.
    pub holds: Option<&'a Path>,
}

impl VolatileDisk {
    /// Makes and mounts one.
    ///
    /// Says why, where this machine doesn't allow it.
    pub fn new(disk: &Disk) -> Result<VolatileDisk, String> {
        let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
        for directory in ["fuse", "disk"] {
            std::fs::create_dir(scratch.path().join(directory)).map_err(|error| error.to_string())?;
        }
        let image = scratch.path().join("image");
        let durable = File::options().create_new(true).read(true).write(true).open(&image).unwrap();
        durable.set_len(disk.bytes).map_err(|error| error.to_string())?;
        let mut format = Command::new("mkfs.ext4");
        format.args(["-q", "-F", "-b", "4096", "-E", "lazy_itable_init=0,lazy_journal_init=0"]);
        if let Some(holds) = disk.holds {
            format.arg("-d").arg(holds);
        }
        run(format.arg(&image))?;
        let cache = Cache {
            durable,
            bytes: disk.bytes,
            volatile: HashMap::new(),
            generation: 0,
            powered: true,
            dice: Dice::new(disk.seed),
            flush_takes: disk.flush_takes,
        };
        let cache = Arc::new(Mutex::new(cache));
        let mut config = Config::default();
        config.mount_options = vec![MountOption::FSName("volatile".to_owned())];
        let session = fuser::spawn_mount(Served(Arc::clone(&cache)), scratch.path().join("fuse"), &config)
            .map_err(|error| format!("no file system of its own: {error}"))?;
        let mut made = VolatileDisk { cache, session: Some(session), scratch, loop_device: None };
        made.mount()?;
        Ok(made)
    }

    /// Where its files are.
    pub fn directory(&self) -> PathBuf {
        self.scratch.path().join("disk")
    }

    /// Pulls the plug. From here on nothing is written, flushed or newly read; what runs on it has to be ended before
    /// [`VolatileDisk::power_on`].
    pub fn cut(&self) -> Cut {
        self.cache.lock().unwrap().cut()
    }

    /// Puts the plug back and mounts what is left.
    pub fn power_on(&mut self) -> Result<(), String> {
        self.unmount();
        {
            let mut cache = self.cache.lock().unwrap();
            cache.generation += 1;
            cache.powered = true;
        }
        self.mount()
    }

    fn mount(&mut self) -> Result<(), String> {
        // Under another name each time, so that the system can't serve what it remembers of the lost blocks.
        let file = self.scratch.path().join("fuse").join(format!("disk-{}", self.cache.lock().unwrap().generation));
        let device = run(Command::new("losetup").args(["--find", "--show"]).arg(file))?;
        self.loop_device = Some(device.trim().to_owned());
        run(Command::new("mount").args(["-t", "ext4", device.trim()]).arg(self.directory())).map(|_| ())
    }

    fn unmount(&mut self) {
        let _ = run(Command::new("umount").arg(self.directory()))
            .or_else(|_| run(Command::new("umount").arg("--lazy").arg(self.directory())));
        if let Some(device) = self.loop_device.take() {
            let _ = run(Command::new("losetup").args(["--detach", &device]));
        }
    }
}

impl Drop for VolatileDisk {
    fn drop(&mut self) {
        self.unmount();
        if let Some(session) = self.session.take() {
            let _ = session.umount_and_join();
        }
    }
}

/// What a command printed, or why it failed.
fn run(command: &mut Command) -> Result<String, String> {
    let what = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{what}: {error}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!("{what}: {}", String::from_utf8_lossy(&output.stderr).trim())),
    }
}

struct Cache {
    /// What survives.
    durable: File,
    bytes: u64,
    /// Blocks that were written and not flushed, by number.
    volatile: HashMap<u64, Box<[u8; BLOCK]>>,
    /// How often the plug was put back.
    generation: u64,
    powered: bool,
    dice: Dice,
    flush_takes: Duration,
}

impl Cache {
    fn block(&self, number: u64) -> std::io::Result<Box<[u8; BLOCK]>> {
        if let Some(block) = self.volatile.get(&number) {
            return Ok(block.clone());
        }
        let mut block = Box::new([0; BLOCK]);
        self.durable.read_exact_at(&mut *block, number * BLOCK as u64)?;
        Ok(block)
    }

    fn read(&self, offset: u64, size: usize) -> std::io::Result<Vec<u8>> {
        let end = (offset + size as u64).min(self.bytes);
        let mut bytes = Vec::with_capacity(size);
        let mut at = offset;
        while at < end {
            let block = self.block(at / BLOCK as u64)?;
            let from = usize::try_from(at % BLOCK as u64).unwrap();
            let until = BLOCK.min(from + usize::try_from(end - at).unwrap());
            bytes.extend_from_slice(&block[from..until]);
            at += (until - from) as u64;
        }
        Ok(bytes)
    }

    fn write(&mut self, offset: u64, data: &[u8]) -> std::io::Result<()> {
        let (mut at, mut rest) = (offset, data);
        while !rest.is_empty() {
            let number = at / BLOCK as u64;
            let from = usize::try_from(at % BLOCK as u64).unwrap();
            let n = rest.len().min(BLOCK - from);
            let mut block = self.block(number)?;
            block[from..from + n].copy_from_slice(&rest[..n]);
            // Drives write when they please: what is replaced may have left the cache by now.
            if let Some(before) = self.volatile.insert(number, block)
                && self.dice.throw(4) == 0
            {
                self.durable.write_all_at(&*before, number * BLOCK as u64)?;
            }
            at += n as u64;
            rest = &rest[n..];
        }
        Ok(())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        for (number, block) in self.volatile.drain() {
            self.durable.write_all_at(&*block, number * BLOCK as u64)?;
        }
        Ok(())
    }

    fn cut(&mut self) -> Cut {
        self.powered = false;
        // Sometimes everything is lost, sometimes nothing; mostly something.
        let survive = self.dice.throw(101);
        let mut cut = Cut { volatile: self.volatile.len(), lost: 0 };
        let mut numbers: Vec<u64> = self.volatile.keys().copied().collect();
        numbers.sort_unstable();
        for number in numbers {
            let Some(block) = self.volatile.remove(&number) else { continue };
            let sectors = match (self.dice.throw(100) < survive, self.dice.throw(20)) {
                (true, 0) => usize::try_from(self.dice.throw((BLOCK / SECTOR) as u64)).unwrap(),
                (true, _) => BLOCK / SECTOR,
                (false, _) => 0,
            };
            cut.lost += usize::from(sectors < BLOCK / SECTOR);
            self.durable.write_all_at(&block[..sectors * SECTOR], number * BLOCK as u64).expect("the image is written");
        }
        cut
    }

    /// Whether this file is the disk as it is now, and has power.
    fn alive(&self, file: INodeNo) -> bool {
        self.powered && u64::from(file) == self.generation + 2
    }

    fn attributes(&self, inode: u64) -> FileAttr {
        let kind = if inode == 1 { FileType::Directory } else { FileType::RegularFile };
        FileAttr {
            ino: INodeNo(inode),
            size: if inode == 1 { 0 } else { self.bytes },
            blocks: self.bytes / SECTOR as u64,
            atime: UNIX_EPOCH,
            mtime: UNIX_EPOCH,
            ctime: UNIX_EPOCH,
            crtime: UNIX_EPOCH,
            kind,
            perm: 0o700,
            nlink: 1,
            uid: 0,
            gid: 0,
            rdev: 0,
            blksize: 4096,
            flags: 0,
        }
    }
}

/// The cache as the system sees it: a directory with one file.
struct Served(Arc<Mutex<Cache>>);

const REMEMBERED_FOR: Duration = Duration::from_secs(60);

impl Filesystem for Served {
    fn lookup(&self, _: &Request, _: INodeNo, name: &OsStr, reply: ReplyEntry) {
        let cache = self.0.lock().unwrap();
        match name == OsStr::new(&format!("disk-{}", cache.generation)) {
            true => reply.entry(&REMEMBERED_FOR, &cache.attributes(cache.generation + 2), Generation(0)),
            false => reply.error(Errno::ENOENT),
        }
    }

    fn getattr(&self, _: &Request, inode: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        reply.attr(&REMEMBERED_FOR, &self.0.lock().unwrap().attributes(u64::from(inode)));
    }

    fn read(
        &self,
        _: &Request,
        file: INodeNo,
        _: FileHandle,
        offset: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        let cache = self.0.lock().unwrap();
        match cache.alive(file).then(|| cache.read(offset, size as usize)) {
            Some(Ok(bytes)) => reply.data(&bytes),
            _ => reply.error(Errno::EIO),
        }
    }

    fn write(
        &self,
        _: &Request,
        file: INodeNo,
        _: FileHandle,
        offset: u64,
        data: &[u8],
        _: WriteFlags,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        let mut cache = self.0.lock().unwrap();
        match cache.alive(file).then(|| cache.write(offset, data)) {
            Some(Ok(())) => reply.written(u32::try_from(data.len()).unwrap()),
            _ => reply.error(Errno::EIO),
        }
    }

    fn fsync(&self, _: &Request, file: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        let takes = self.0.lock().unwrap().flush_takes;
        std::thread::sleep(takes);
        let mut cache = self.0.lock().unwrap();
        match cache.alive(file).then(|| cache.flush()) {
            Some(Ok(())) => reply.ok(),
            _ => reply.error(Errno::EIO),
        }
    }
}
