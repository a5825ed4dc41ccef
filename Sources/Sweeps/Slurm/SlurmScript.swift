internal import Rendering

/// The shell script that Slurm starts for each task: it runs the trial, tells it when its time is nearly up, and has Slurm start it again.
package struct SlurmScript {
    /// The name of the sweep.
    package var sweep: String
    /// The folder of runs, absolute.
    package var runs: String
    /// The sweep's folder, absolute.
    package var folder: String
    /// The program `assay`, absolute.
    package var program: String
    /// CPUs of a trial where Slurm does not say.
    package var cores: Int

    package init(sweep: String, runs: String, folder: String, program: String, cores: Int) {
        (self.sweep, self.runs, self.folder) = (sweep, runs, folder)
        (self.program, self.cores) = (program, cores)
    }

    /// Starts without a step forward, after which a trial is given up.
    package static let fruitless = 3

    package var text: String {
        """
        #!/bin/bash
        # A trial of a sweep as a task of a Slurm job array. Assay wrote this file and gave it to sbatch.
        # $1 and the number of the task make the number of the trial.
        trial=$(($1 + SLURM_ARRAY_TASK_ID))
        # Not SLURM_JOB_ID: the last task's is that of the whole array, and would start all of it again.
        task=${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID
        program=\(ShellWord.quoted(program))
        runs=\(ShellWord.quoted(runs))
        sweep=\(ShellWord.quoted(sweep))
        starts=\(ShellWord.quoted(folder + "/slurm"))/$trial.starts
        # Such as SQUEUE_PARTITION, which would change what squeue is asked for.
        unset "${!SQUEUE_@}"
        export ASSAY_CORES=${SLURM_CPUS_PER_TASK:-\(cores)}

        say() { printf 'assay: trial %s: %s\\n' "$trial" "$*" >&2; }

        # How many calls of the script the trial's restart point stands behind.
        restart_point() {
            local path calls=0
            for path in "$runs/$sweep.$trial/resume"/*; do
                path=${path##*/}
                if [[ $path =~ ^[1-9][0-9]{0,17}$ ]] && ((path > calls)); then calls=$path; fi
            done
            printf '%s' "$calls"
        }

        # Has Slurm start the task again, save where \(Self.fruitless) starts in a row got the trial no further. What Slurm itself is ending starts
        # again without this where it was pre-empted, and must not where it was cancelled.
        start_again() {
            local job=0 before=0 count=0 now state answer asked= attempt
            now=$(restart_point)
            if [[ -f $starts ]]; then read -r job before count <"$starts"; fi
            if [[ $job != "$SLURM_ARRAY_JOB_ID" || $before != "$now" || ! $count =~ ^[0-9]$ ]]; then count=0; fi
            for ((attempt = 0; attempt < 60; attempt++)); do
                state=$(squeue --noheader --jobs="$task" --states=all --format='%T %r' 2>/dev/null)
                case $state in
                    RUNNING* | CONFIGURING* | 'COMPLETING TimeLimit')
                        if ((count >= \(Self.fruitless))); then
                            say "$((count + 1)) starts got it no further than call $now ($1); give it more time or memory by --slurm," \\
                                "and resume the sweep"
                            exit "$status"
                        fi
                        mkdir -p "${starts%/*}" && printf '%s %s %s\\n' "$SLURM_ARRAY_JOB_ID" "$now" "$((count + 1))" >"$starts.partial" &&
                            mv -f "$starts.partial" "$starts"
                        if [[ -z $asked ]]; then say "$1; asking Slurm to start it again"; fi
                        asked=yes
                        if answer=$(scontrol requeue "$task" 2>&1); then exit "$status"; fi
                        ;;
                    '') answer="its controller does not answer" ;;
                    *)
                        say "$1; Slurm is ending its task ($state)"
                        exit "$status"
                        ;;
                esac
                sleep 5
            done
            say "$1; Slurm did not start it again: $answer; resume the sweep"
            exit "$status"
        }

        process= told=
        tell() {
            told=yes
            if [[ -n $process ]]; then kill -USR1 "$process" 2>/dev/null; fi
        }
        trap tell USR1 TERM
        "$program" trial "$sweep" "$trial" --runs "$runs" &
        process=$!
        # Told before there was a process to tell.
        if [[ -n $told ]]; then tell; fi
        while :; do
            told=
            wait "$process"
            status=$?
            # A signal ends the waiting, but not the trial.
            if [[ -z $told ]]; then break; fi
        done

        case $status in
            75) start_again "it was told to stop" ;;
            137 | 138 | 143) start_again "its process was ended by signal $((status - 128))" ;;
        esac
        exit "$status"

        """
    }
}
