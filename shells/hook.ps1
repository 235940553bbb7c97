# opaws hook for PowerShell 5.1, and for 7.3 and later. It only defines functions and does nothing per prompt.
# PowerShell removes a bare -- from the arguments of a function. Write it in quotes: '--'.

# <<< saved
# The program has moved. The one on PATH writes this file again.
if (-not (Test-Path -LiteralPath ::FILE::) -and (Get-Command -CommandType Application opaws -ErrorAction Ignore)) {
    & opaws hook pwsh --save | Out-String | Invoke-Expression
    return
}
# saved >>>

& {
    $program, $first = @(::OPAWS::)
    $first = @($first | Where-Object { $null -ne $_ })
    $file = ::FILE::
    foreach ($tool in @(::TOOLS::)) {
        # An alias takes precedence over a function, so one of the same name would bypass it.
        if (Test-Path -LiteralPath "Alias:$tool") { Remove-Item -LiteralPath "Alias:$tool" -Force }
        Set-Item -LiteralPath "Function:global:$tool" -Value {
            if ($file -ne '' -and -not (Test-Path -LiteralPath $file)) {
                [Console]::Error.WriteLine("opaws: cannot run ${tool}: $file is gone")
                $global:LASTEXITCODE = 127
                return
            }
            # With this variable the compiled program runs another file.
            Remove-Item -LiteralPath Env:DENO_INTERNAL_CHILD_ENTRYPOINT -ErrorAction Ignore
            $command, $before = $program, $first
            # The compiled program does not start either if TMPDIR is no absolute path. .NET cannot set an empty variable, so
            # env does.
            if (($IsLinux -or $IsMacOS) -and $null -ne $env:TMPDIR -and $env:TMPDIR -notlike '/*') {
                $command = '/usr/bin/env'
                $before = @("OPAWS_START_TMPDIR=$env:TMPDIR", 'TMPDIR=/tmp', $program) + $first
            }
            if ($MyInvocation.ExpectingInput) {
                $input | & $command @before 'run' '--' $tool @args
            } else {
                & $command @before 'run' '--' $tool @args
            }
        }.GetNewClosure()
    }

    $env:OPAWS_HOOK = "${PID}:" + ::TOOL_LIST::

    # The leader of the terminal session, on Linux: pid (name) state parent group session (proc(5)).
    $leader = ''
    $keys = $null
    if ($IsLinux) {
        $stat = (Get-Content -Raw -LiteralPath "/proc/$PID/stat" -ErrorAction Ignore) -replace '(?s)^.*\) '
        $leader = "$($stat.Split(' ')[3])"
        $keys = Get-Content -TotalCount 1 -LiteralPath /proc/keys -ErrorAction Ignore
    }
    # If the kernel caches no keys, those in files are sealed under the key in OPAWS_SESSION. A shell inside this one keeps
    # it, and another terminal does not. Where the system does not tell terminals apart, OPAWS_SESSION alone does.
    if (::SESSION:: -ne '' -or $leader -eq '0' -or -not $keys) {
        # PowerShell 5.1, which only Windows has, does not set $IsWindows.
        $alone = $IsWindows -or $PSVersionTable.PSVersion.Major -lt 6 -or $leader -eq '0'
        if (-not $alone -or $env:OPAWS_SESSION -cnotmatch '^[A-Za-z0-9_-]+\.[0-9a-f]{64}$') {
            $parent = (Get-Process -Id $PID).Parent.Id
            if ($env:OPAWS_SESSION -cmatch "^shell-($PID|$parent)-([0-9a-f]{16}\.[0-9a-f]{64})$") {
                $key = $Matches[2]
                if ($leader -eq '' -and $Matches[1] -eq "$PID") { $leader = "$PID" }
            } else {
                $bytes = New-Object byte[] 40
                [System.Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($bytes)
                $key = (-join ($bytes | ForEach-Object { $_.ToString('x2') })).Insert(16, '.')
                if ($leader -in '', '0') { $leader = "$PID" }
            }
            $env:OPAWS_SESSION = "shell-$PID-$key"
        }
    }

    # <<< saved
    # If the program is newer than this file, opaws saves the hook again.
    if ((Get-Item -LiteralPath ::FILE::).LastWriteTimeUtc -gt (Get-Item -LiteralPath ::SAVED::).LastWriteTimeUtc) {
        $null = & $program @first 'hook' 'pwsh' '--save' 2>&1
    }
    # saved >>>

    $quiet = [Environment]::GetCommandLineArgs() -match '^[-/]noni'
    $again = Test-Path -LiteralPath 'Variable:global:__opaws_end'
    if ($leader -eq "$PID" -and $Host.Name -eq 'ConsoleHost' -and -not $quiet -and -not $again) {
        $global:__opaws_end = $true
        # Ends the terminal session in opaws if there is something to end.
        $end = @{ program = $program; first = $first; folders = @(::RUNTIME::); state = ::STATE:: }
        $null = Register-EngineEvent -SourceIdentifier PowerShell.Exiting -SupportEvent -MessageData $end -Action {
            $end = $Event.MessageData
            $first = @($end.first)
            $folders = @($end.folders)
            if ($env:XDG_RUNTIME_DIR) { $folders += "$env:XDG_RUNTIME_DIR/opaws" }
            if (Test-Path -LiteralPath "$($end.state)/run") { $folders += [IO.Directory]::GetDirectories("$($end.state)/run") }
            foreach ($folder in $folders) {
                if ((Test-Path -LiteralPath $folder) -and
                    [IO.Directory]::GetFiles($folder) -match "terminal-(.*-$PID|mac)-") {
                    $null = & $end.program @first 'hook' '--end' 2>&1
                    break
                }
            }
        }
    }
}
