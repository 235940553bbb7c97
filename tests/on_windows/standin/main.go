// Reports what it got, as JSON: its arguments, its command line's end, variables, standard input and working directory.
// `browse FILE PAGE` opens a page. `exit N` ends with the status N; `wait FILE` makes FILE, writes there what a console's event is for Go, and ends with 7.
package main

import (
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

func main() {
	args := os.Args[1:]
	// opaws asks for no credentials before `help`.
	if len(args) == 3 && args[0] == "help" {
		args = args[1:]
	}
	if len(args) == 2 && args[0] == "exit" {
		status, _ := strconv.ParseUint(args[1], 10, 32)
		os.Exit(int(uint32(status)))
	}
	if len(args) == 2 && args[0] == "bytes" {
		data, _ := hex.DecodeString(args[1])
		os.Stdout.Write(data)
		os.Stderr.Write(data)
		return
	}
	if len(args) == 2 && args[0] == "wait" {
		wait(args[1])
		return
	}
	if len(args) == 3 && args[0] == "browse" {
		browse(args[1], args[2])
		return
	}
	input := []byte{}
	if os.Getenv("STANDIN_READS") != "" {
		input, _ = io.ReadAll(os.Stdin)
	}
	folder, _ := os.Getwd()
	found := map[string]string{}
	for _, entry := range os.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, "AWS_") || strings.HasPrefix(name, "OPAWS_") || strings.HasPrefix(name, "DENO_INTERNAL_") {
			found[name] = value
		}
	}
	json.NewEncoder(os.Stdout).Encode(map[string]any{
		"args": args, "line": commandLine(), "variables": found, "input": hex.EncodeToString(input), "folder": folder,
	})
}

// Opens a page as a browser does, and writes its address and, if it is a file, its text to `file`.
func browse(file string, page string) {
	text := []byte{}
	if address, err := url.Parse(page); err == nil && address.Scheme == "file" {
		text, err = os.ReadFile(strings.TrimPrefix(address.Path, "/"))
		if err != nil {
			os.Exit(1)
		}
	}
	os.WriteFile(file, append([]byte(page+"\n"), text...), 0o600)
	if len(text) == 0 {
		if response, err := http.Get(page); err == nil {
			io.Copy(io.Discard, response.Body)
		}
	}
}

// Returns the command line as Windows passed it. Go splits it by other rules than Microsoft's C runtime.
func commandLine() string {
	start := syscall.GetCommandLine()
	length := 0
	for *(*uint16)(unsafe.Add(unsafe.Pointer(start), 2*length)) != 0 {
		length++
	}
	return syscall.UTF16ToString(unsafe.Slice(start, length))
}

func wait(file string) {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals)
	os.WriteFile(file, []byte("ready\n"), 0o600)
	for end := time.After(60 * time.Second); ; {
		select {
		case got := <-signals:
			os.WriteFile(file, []byte(got.String()+"\n"), 0o600)
			os.Exit(7)
		case <-end:
			os.Exit(8)
		}
	}
}
