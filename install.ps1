# Installs opaws for this user on Windows:  irm https://github.com/opaws/opaws/releases/latest/download/install.ps1 | iex
#
#   install.ps1 [-Version VERSION] [-Uninstall]
#
#   OPAWS_INSTALL_DIR   where the program goes (default: %LOCALAPPDATA%\Programs\opaws)
#   OPAWS_BASE_URL      a mirror with the layout of the project's releases page: https, or http on this machine
#
# It verifies the program's SHA-256 against the release's list before it installs anything, and never asks for an
# administrator's rights.
param([string] $Version = '', [switch] $Uninstall)

& {
    param([string] $Version, [bool] $Uninstall)
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'

    $folder = $env:OPAWS_INSTALL_DIR
    if (-not $folder) { $folder = Join-Path $env:LOCALAPPDATA 'Programs\opaws' }
    if (-not [IO.Path]::IsPathRooted($folder)) {
        throw "opaws: cannot install into ${folder}: OPAWS_INSTALL_DIR is not an absolute path"
    }
    $program = Join-Path $folder 'opaws.exe'

    if ($Uninstall) {
        if (Test-Path -LiteralPath $program) { Remove-Item -LiteralPath $program -Force }
        "opaws is no longer in $folder. Your vaults and settings stay."
        return
    }

    $Version = $Version -replace '^v', ''
    if ($Version -and $Version -notmatch '^[0-9][0-9A-Za-z.+-]*$') {
        throw "opaws: cannot install version ${Version}: that is not a version"
    }
    if (-not [Environment]::Is64BitOperatingSystem) {
        throw 'opaws: cannot install: there is no opaws for this machine'
    }
    $base = $env:OPAWS_BASE_URL
    if (-not $base) { $base = 'https://github.com/opaws/opaws/releases' }
    $base = $base.TrimEnd('/')
    $address = [Uri] $base
    if ($address.Scheme -ne 'https' -and -not ($address.Scheme -eq 'http' -and $address.IsLoopback)) {
        throw "opaws: cannot install from ${base}: it is not https"
    }
    if ([Net.ServicePointManager]::SecurityProtocol -ne 0) {
        [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
    }

    $archive = 'opaws-x86_64-pc-windows-msvc.zip'
    $from = if ($Version) { "$base/download/v$Version" } else { "$base/latest/download" }
    $null = New-Item -ItemType Directory -Force -Path $folder
    # In the same folder, so that the last step is a rename.
    $work = Join-Path $folder (".opaws-install-" + [Guid]::NewGuid().ToString('N'))
    $null = New-Item -ItemType Directory -Path $work
    try {
        Invoke-WebRequest -UseBasicParsing -Uri "$from/SHA256SUMS" -OutFile (Join-Path $work 'SHA256SUMS')
        Invoke-WebRequest -UseBasicParsing -Uri "$from/$archive" -OutFile (Join-Path $work $archive)
        $wanted = Get-Content -LiteralPath (Join-Path $work 'SHA256SUMS') |
            ForEach-Object { , ($_ -split '\s+\*?', 2) } |
            Where-Object { $_[1] -eq $archive } |
            ForEach-Object { $_[0] } |
            Select-Object -First 1
        if (-not $wanted) {
            throw "opaws: cannot install ${archive}: the checksum list of the release does not name it"
        }
        $found = (Get-FileHash -Algorithm SHA256 -LiteralPath (Join-Path $work $archive)).Hash
        if ($found -ne $wanted) {
            throw "opaws: cannot install ${archive}: its checksum differs from the release's, nothing was changed"
        }
        Expand-Archive -LiteralPath (Join-Path $work $archive) -DestinationPath (Join-Path $work 'out')
        $new = Join-Path $work 'out\opaws.exe'
        $reported = & $new --version
        if ($LASTEXITCODE -ne 0) {
            throw "opaws: cannot run opaws on this machine: it ended with status $LASTEXITCODE, nothing was changed"
        }
        if ($Version -and "$reported".Trim() -ne $Version) {
            throw "opaws: cannot install version ${Version}: the release contains version $reported, nothing was changed"
        }
        # Windows can't overwrite a running program, but it can move it away.
        if (Test-Path -LiteralPath $program) {
            Move-Item -LiteralPath $program -Destination (Join-Path $work 'before.exe') -Force
        }
        Move-Item -LiteralPath $new -Destination $program
        "opaws $reported is in $folder"
    } finally {
        Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue
    }

    if (($env:PATH -split ';') -contains $folder) {
        'Start with: opaws init'
    } else {
        'That folder is not on your PATH. Add it, then: opaws init'
    }
} $Version $Uninstall.IsPresent
